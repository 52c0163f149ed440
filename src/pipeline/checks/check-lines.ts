import type { StepName } from '../../core/deployment/deployment.ts'
import type { Clock } from '../ports/clock.ts'
import type { DeploymentLogWriter } from '../ports/deployment-logs.ts'
import type { OnLine } from '../ports/processes.ts'

/** The log of a check as its parts write to it. */
export interface CheckLines {
  note(step: StepName, text: string): void
  /** Where the lines of a child go. */
  output(step: StepName): OnLine
  /** The last lines of whatever ran. */
  tail(): readonly string[]
}

const keptLines = 20

/** Writes to the log, and keeps the end of it for the evidence. */
export function createCheckLines(writer: DeploymentLogWriter, clock: Clock): CheckLines {
  const last: string[] = []
  return {
    note(step, text) {
      writer.write({ at: clock.now(), step, stream: 'note', text })
      last.length = 0
    },
    output: step => (text, stream) => {
      writer.write({ at: clock.now(), step, stream, text })
      last.push(text)
      if (last.length > keptLines) last.shift()
    },
    tail: () => [...last],
  }
}
