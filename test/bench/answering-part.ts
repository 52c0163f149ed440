import { type AnsweringResult, benchAnswering } from './answering.ts'
import { type Goal, type Part, progress, table } from './part.ts'
import { formatRatio, number } from './spread.ts'
import type { Load } from './wrk.ts'

/** How fast signed pushes are answered, beside Debian's webhook. */
export async function benchAnsweringPart(): Promise<Part> {
  progress('answering: three comparisons')
  const results = await benchAnswering()
  return { title: 'Answering', goals: results.map(toGoal), body: describe(results) }
}

const toGoal = ({ name, goal, isMet, ours, ratio }: AnsweringResult): Goal => ({
  name: `Answering: ${name}`,
  goal,
  measured: ratio
    ? `rate ${ratio.rate.median.toFixed(2)}x, p99 ${ratio.p99.median.toFixed(2)}x`
    : `${number(ours.perSecond)}/s, p99 ${ours.p99Ms.toFixed(1)} ms`,
  isMet,
})

const describe = (results: readonly AnsweringResult[]): string[] => [
  "Signed pushes of 20 KB over 32 connections (wrk), beside Debian's webhook with an HMAC rule and a branch rule. The two take",
  'turns; shown is the median round of each, and the goals are judged by the median of the ratio in a pair. What Redhook answered',
  'is checked to be on disk.',
  '',
  ...table(
    ['', 'Redhook', 'webhook', 'rate in a pair', 'p99 in a pair'],
    results.map(({ name, ours, theirs, ratio }) => [
      name,
      formatLoad(ours),
      theirs ? formatLoad(theirs) : '',
      ratio ? formatRatio(ratio.rate) : '',
      ratio ? formatRatio(ratio.p99) : '',
    ]),
  ),
]

const formatLoad = ({ perSecond, p50Ms, p99Ms }: Load): string =>
  `${number(perSecond)}/s, p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms`
