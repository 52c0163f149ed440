import { Counter, type Registry } from 'prom-client'
import type { Metrics } from '../../pipeline/ports/metrics.ts'

/** Counts looks at remotes and what they found. Every label is there from the start. */
export function countPolls(registers: Registry[]): Pick<Metrics, 'polled' | 'foundTip'> {
  const polls = new Counter({
    name: 'redhook_polls_total',
    help: 'Questions to remotes for their tips, by whether the remote answered.',
    labelNames: ['result'],
    registers,
  })
  const tips = new Counter({
    name: 'redhook_tips_found_total',
    help: 'Tips that were deployed without a delivery: of polled apps, and of pushes that got lost.',
    labelNames: ['kind'],
    registers,
  })
  for (const result of ['answered', 'away']) polls.inc({ result }, 0)
  for (const kind of ['polled', 'lost']) tips.inc({ kind }, 0)
  return {
    polled: result => polls.inc({ result }),
    foundTip: isMissed => tips.inc({ kind: isMissed ? 'lost' : 'polled' }),
  }
}
