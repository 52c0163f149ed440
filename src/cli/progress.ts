import type { ApiDeployment, ApiLogLine, ApiStep } from './api.ts'
import type { CliDeps } from './deps.ts'
import { formatEnd, formatStep } from './render/deployment.ts'
import { formatLogLine } from './render/log-line.ts'
import { paintStatus } from './render/status.ts'
import { truncate } from './render/table.ts'
import { formatDuration } from './render/time.ts'
import { createPaint } from './style.ts'

/** Shows a deployment as it goes. */
export interface Progress {
  line(line: ApiLogLine): void
  /** A step that has ended. */
  step(step: ApiStep): void
  /** What happens now, shown until something else does: `waiting for its turn`, `build`. */
  now(text: string): void
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
  const isAlive = stdout.isTTY && !quiet && env.lookup('TERM') !== 'dumb'
  let current = { text: '', since: now() }
  const draw = () => {
    if (!isAlive || current.text === '') return
    const text = `${current.text} … ${formatDuration(now() - current.since)}`
    stdout.write(clearLine + paint('cyan', truncate(text, (stdout.columns ?? 80) - 1)))
  }
  const say = (text: string) => {
    if (quiet) return
    stdout.write(isAlive ? clearLine + text : text)
    draw()
  }
  const timer = isAlive ? setInterval(draw, tickMs) : undefined
  return {
    line: line => say(formatLogLine(line, paint)),
    step: step => say(`${formatStep(step, paint)}\n`),
    note: text => say(`${text}\n`),
    now(text) {
      if (text === current.text) return
      current = { text, since: now() }
      draw()
    },
    end(deployment) {
      current = { text: '', since: now() }
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
