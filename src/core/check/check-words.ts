import { formatDuration } from '../durations.ts'
import { type ErrorCode, type Failure, RedhookError } from '../errors.ts'
import type { StatusReport } from '../report/report.ts'
import type { CheckLimits } from './check-limits.ts'

/** What a forge hears of a check that has ended: how it went, and why in a sentence. */
export type CheckStatus = Pick<StatusReport, 'state' | 'description'>

const longest = 140

/** The first line, as long as forges take it. */
export function oneLine(text: string): string {
  const [line = ''] = text.trim().split('\n')
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line
}

/** A check that ended otherwise than well: the commit's own fault, or something in its way. */
export const failedStatus = ({ code, message }: Pick<Failure, 'code' | 'message'>): CheckStatus => ({
  state: isOwnFault(code) ? 'failure' : 'error',
  description: oneLine(message),
})

const isOwnFault = (code: ErrorCode): boolean => code === 'CHECK_FAILED' || code === 'PREVIEW_REFUSED'

/** `3 steps passed in 12 s`. */
export const passedWords = (steps: number, tookMs: number): string =>
  `${steps === 1 ? '1 step' : `${steps} steps`} passed in ${formatDuration(tookMs)}`

/** A step that ended with another exit code than 0. */
export function stepFailed(
  { title, number, of }: { readonly title: string; readonly number: number; readonly of: number },
  exitCode: number | undefined,
  { limits, log }: { readonly limits: CheckLimits; readonly log: readonly string[] },
): RedhookError {
  const how = exitCode === undefined ? 'was ended by a signal' : `ended with exit code ${exitCode}`
  return new RedhookError(`Step ${number} of ${of} ${how}: ${oneLine(title)}`, {
    code: 'CHECK_FAILED',
    hint: hints(limits).get(exitCode) ?? 'Read the log of the step, correct the commit, and push again.',
    evidence: [{ ...(exitCode === undefined ? {} : { exitCode }), log }],
  })
}

const hints = ({ memoryBytes }: CheckLimits) =>
  new Map<number | undefined, string>([
    [126, 'The program may not be run: is its file executable?'],
    [127, 'The program is not in the image: install it in an earlier step, or use another image.'],
    [
      137,
      `The step was killed, most often because it wanted more than ${Math.round(memoryBytes / 1e6)} MB of memory: raise memory in .redhook.yml, or checks.memory of the app.`,
    ],
  ])

/** A check that hung, or was slow. */
export const tookTooLong = (timeoutMs: number, during: string, log: readonly string[]): RedhookError =>
  new RedhookError(`The check took longer than ${formatDuration(timeoutMs)} and was stopped in ${oneLine(during)}`, {
    code: 'CHECK_FAILED',
    hint: 'Does a step wait for something that never comes? Else raise timeout in .redhook.yml, or checks.timeout of the app.',
    evidence: [{ log }],
  })

/** Somebody ended it, or a newer commit did. */
export const checkCancelled = (why: string): RedhookError =>
  new RedhookError(why, { code: 'CANCELLED', hint: 'Retry the check to run it after all.' })
