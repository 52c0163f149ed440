import { type AnsweringResult, benchAnswering } from './answering.ts'
import { type Goal, type Part, progress, table } from './part.ts'
import { number } from './spread.ts'
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
    ? `rate ${ratio.rate.toFixed(2)}x, p99 ${ratio.p99.toFixed(2)}x`
    : `${number(ours.perSecond)}/s, p99 ${ours.p99Ms.toFixed(1)} ms`,
  isMet,
})

const describe = (results: readonly AnsweringResult[]): string[] => [
  "Signed pushes of 20 KB over 32 connections (wrk), beside Debian's webhook with an HMAC rule and a branch rule. The two take",
  'turns; the median round of each counts. What Redhook answered is checked to be on disk.',
  '',
  ...table(
    ['', 'Redhook', 'webhook'],
    results.map(({ name, ours, theirs }) => [name, formatLoad(ours), theirs ? formatLoad(theirs) : '']),
  ),
]

const formatLoad = ({ perSecond, p50Ms, p99Ms }: Load): string =>
  `${number(perSecond)}/s, p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms`
