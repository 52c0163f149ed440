/** A goal, and what came out. */
export interface Goal {
  readonly name: string
  readonly goal: string
  readonly measured: string
  readonly isMet: boolean
}

/** What one part of the benchmarks found. `body` is Markdown, a line each. */
export interface Part {
  readonly title: string
  readonly goals: readonly Goal[]
  readonly body: readonly string[]
}

/** A Markdown table. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string[] =>
  [head, head.map((_, index) => (index === 0 ? '---' : '---:')), ...rows].map(cells => `| ${cells.join(' | ')} |`)

/** Tells what is going on while nothing else shows. */
export const progress = (text: string): void => {
  process.stderr.write(`bench: ${text}\n`)
}
