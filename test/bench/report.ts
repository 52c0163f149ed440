import { type Part, table } from './part.ts'

interface Report {
  readonly machine: readonly (readonly [name: string, value: string])[]
  readonly parts: readonly Part[]
  readonly date: Date
  readonly tookMs: number
}

/** Every goal, and whether it is met. */
export const formatSummary = (parts: readonly Part[]): string[] =>
  table(
    ['', 'goal', 'measured', ''],
    parts.flatMap(({ goals }) =>
      goals.map(({ name, goal, measured, isMet }) => [name, goal, measured, isMet ? 'met' : '**missed**']),
    ),
  )

/** The page docs/benchmarks.md. */
export const formatReport = ({ machine, parts, date, tookMs }: Report): string =>
  [
    '# Benchmarks',
    '',
    `Written by \`npm run bench\` on ${date.toISOString().slice(0, 10)}, in one run of ${Math.round(tookMs / 60_000)} minutes. Ratios compare`,
    'contestants that took turns in that run; a number in milliseconds is worth something on this machine alone. Each is a median',
    'with the smallest and the largest value in parentheses: how far these lie apart is the noise. A goal that compares two is judged',
    'by the median of the comparison in pairs, not by comparing two medians.',
    '',
    ...table(['Machine', ''], machine),
    '',
    '## Goals',
    '',
    ...formatSummary(parts),
    ...parts.flatMap(({ title, body }) => ['', `## ${title}`, '', ...body]),
    '',
  ].join('\n')
