import { clean } from '../render/clean.ts'
import type { Paint } from '../style.ts'

/** One step of `add` or `remove`. `done`: just now; `kept`: it was so already; `todo`: left to a person. */
export interface Step {
  readonly step: string
  readonly state: 'done' | 'kept' | 'todo'
  readonly message: string
  /** What a person reads, copies or does. */
  readonly lines?: readonly string[]
}

const marks = { done: ['green', '✔'], kept: ['gray', '·'], todo: ['yellow', '!'] } as const
const width = 11

/** One line a step, with what belongs to it below. */
export function formatStep({ step, state, message, lines = [] }: Step, paint: Paint): string {
  const [color, mark] = marks[state]
  const head = `${paint(color, mark)} ${step.padEnd(width)}  ${clean(message)}\n`
  return head + lines.map(line => `${' '.repeat(width + 4)}${clean(line)}\n`).join('')
}
