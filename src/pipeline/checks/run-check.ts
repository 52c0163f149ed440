import { posix } from 'node:path'
import { type CheckLimits, checkLimits } from '../../core/check/check-limits.ts'
import { type CheckSpec, specFile } from '../../core/check/check-spec.ts'
import { passedWords, stepFailed } from '../../core/check/check-words.ts'
import { formatDuration } from '../../core/durations.ts'
import type { CheckBox } from '../ports/check-boxes.ts'
import type { CheckPorts } from './check-ports.ts'
import type { CheckWork } from './check-work.ts'
import { fetchHead } from './fetch-head.ts'
import { openCheckBox } from './open-check-box.ts'
import { reportCheck } from './report-check.ts'
import { type SayWhere, withinTime } from './within-time.ts'

/** What came of a check that ended well. */
export type CheckEnd = { readonly state: 'succeeded' | 'skipped'; readonly reason: string }

/**
 * Runs a check from its commit to its end: fetch → read the spec → files → box → steps. Whatever it made is gone afterwards.
 * @throws RedhookError CHECK_FAILED, and whatever was in the way; the signal's reason
 */
export async function runCheck(work: CheckWork, ports: CheckPorts): Promise<CheckEnd> {
  const { app, check, lines, signal } = work
  const began = ports.clock.monotonic()
  lines.note('sync', `Fetching ${check.commit} of pull request ${check.number}`)
  await fetchHead(app, check, ports, { signal, onLine: lines.output('sync') })
  const file = posix.join(app.dir, specFile)
  const bytes = await ports.git.readFileAt(app, check.commit, file)
  if (bytes === undefined || app.checks === undefined)
    return { state: 'skipped', reason: `there is no ${file} at this commit` }
  reportCheck(ports, app, check, { state: 'pending', description: 'The steps of .redhook.yml run' })
  const spec = ports.parseSpec(bytes)
  const limits = checkLimits(spec, app.checks)
  await withinTime(work, limits, (inTime, at) => runSteps({ ...work, signal: inTime }, { spec, limits, at }, ports))
  return { state: 'succeeded', reason: passedWords(spec.steps.length, ports.clock.monotonic() - began) }
}

interface Steps {
  readonly spec: CheckSpec
  readonly limits: CheckLimits
  readonly at: SayWhere
}

async function runSteps(work: CheckWork, { spec, limits, at }: Steps, ports: CheckPorts): Promise<void> {
  const { app, check, lines, signal } = work
  await using copy = await ports.copies.open(app.lane)
  await ports.git.exportTo(app, check.commit, copy.folder, { signal })
  await using box = await openCheckBox(work, { spec, limits, tree: copy.folder }, ports)
  for (const [index, { title, argv }] of spec.steps.entries()) {
    const step = { title, number: index + 1, of: spec.steps.length }
    at(`step ${step.number} of ${step.of}: ${title}`)
    lines.note('verify', `Step ${step.number} of ${step.of}: ${title}`)
    const began = ports.clock.monotonic()
    const exitCode = await stepIn(box, argv, work)
    if (exitCode !== 0) throw stepFailed(step, exitCode, { limits, log: lines.tail() })
    lines.note('verify', `Done in ${formatDuration(ports.clock.monotonic() - began)}`)
  }
}

const stepIn = (box: CheckBox, argv: readonly string[], { lines, signal }: CheckWork) =>
  box.step(argv, { signal, onLine: lines.output('verify') })
