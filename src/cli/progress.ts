import { formatDuration } from '../core/durations.ts'
import type { ApiDeployment, ApiLogLine, ApiStep } from './api.ts'
import type { CliDeps } from './deps.ts'
import { readBuildStep } from './render/build-progress.ts'
import { clean } from './render/clean.ts'
import { formatEnd, formatStep } from './render/deployment.ts'
import { formatLogLine } from './render/log-line.ts'
import { formatPlanSummary } from './render/plan-summary.ts'
import { paintStatus } from './render/status.ts'
import { truncate } from './render/width.ts'
import { createPaint, isDumb } from './style.ts'

/** Shows a deployment as it goes. */
export interface Progress {
  line(line: ApiLogLine): void
  /** A step that has ended. */
  step(step: ApiStep): void
  /** What happens now, shown until something else does: `waiting for its turn`, `build`. `since`: epoch milliseconds. */
  now(text: string, since?: number): void
  /** What it waits for: where nothing is alive, a line of its own. */
  waits(text: string): void
  /** What was decided, as soon as it is. */
  plan(deployment: ApiDeployment): void
  /** Something worth a line of its own. */
  note(text: string): void
  end(deployment: ApiDeployment): void
  /** Leaves the terminal as it was. */
  [Symbol.dispose](): void
}

const clearLine = '\r\u001b[2K'
const tickMs = 500

/** On a terminal the last line is alive (what happens now, for how long); elsewhere there are plain lines alone. */
export function createProgress({ stdout, env, now }: CliDeps, { quiet }: { quiet: boolean }): Progress {
  const paint = createPaint(stdout, env)
  const isAlive = stdout.isTTY && !quiet && !isDumb(env)
  let current = { text: '', since: now(), detail: '' }
  let waited = ''
  const draw = () => {
    if (!isAlive || current.text === '') return
    const took = formatDuration(now() - current.since)
    const text = [`${current.text} … ${took}`, current.detail].filter(part => part !== '').join('  ')
    stdout.write(clearLine + paint('cyan', truncate(text, (stdout.columns ?? 80) - 1)))
  }
  const say = (text: string) => {
    if (quiet) return
    stdout.write(isAlive ? clearLine + text : text)
    draw()
  }
  const timer = isAlive ? setInterval(draw, tickMs) : undefined
  return {
    line(line) {
      current = { ...current, detail: (line.step === 'build' ? readBuildStep(line.text) : undefined) ?? current.detail }
      say(formatLogLine(line, paint))
    },
    step: step => say(`${formatStep(step, paint)}\n`),
    note: text => say(`${text}\n`),
    now(text, since = now()) {
      if (text === current.text) return
      current = { text, since, detail: '' }
      draw()
    },
    waits(text) {
      if (text === waited) return
      waited = text
      if (!isAlive) return say(`${clean(text)}\n`)
      current = { text: clean(text), since: current.text.startsWith('deployment') ? current.since : now(), detail: '' }
      draw()
    },
    plan: deployment => say(formatPlanSummary(deployment, paint)),
    end(deployment) {
      current = { text: '', since: now(), detail: '' }
      const took =
        deployment.startedAt && deployment.finishedAt ? tookOf(deployment.startedAt, deployment.finishedAt) : ''
      say(
        `${formatEnd(deployment, paint)}deployment ${deployment.id}: ${paintStatus(deployment.status, paint)}${took}\n`,
      )
    },
    [Symbol.dispose]() {
      clearInterval(timer)
      if (isAlive) stdout.write(clearLine)
    },
  }
}

const tookOf = (from: string, to: string): string => ` after ${formatDuration(Date.parse(to) - Date.parse(from))}`
