import type { Notice } from './notice.ts'
import { cut } from './plain-text.ts'

const shortWhy = 300

/** The same notice with a little less: the oldest line of the log, then commits, the hint, long words, facts; undefined at the end. */
function shorten(notice: Notice): Notice | undefined {
  const { log, commits, moreCommits, facts, why } = notice
  if (log.length > 0) return { ...notice, log: log.slice(1) }
  if (commits.length > 0) return { ...notice, commits: commits.slice(0, -1), moreCommits: moreCommits + 1 }
  if (notice.hint !== undefined) return withoutHint(notice)
  if (why !== undefined && why.length > shortWhy) return { ...notice, why: cut(why, shortWhy) }
  return facts.length > 0 ? { ...notice, facts: facts.slice(0, -1) } : undefined
}

const withoutHint = ({ hint: _, ...rest }: Notice): Notice => rest

/** A notice as a service takes it: shortened, what matters least first, until it fits. */
export function renderWithin<T>(notice: Notice, render: (notice: Notice) => T, fits: (rendered: T) => boolean): T {
  let rendered = render(notice)
  for (let next = shorten(notice); next !== undefined && !fits(rendered); next = shorten(next)) rendered = render(next)
  return rendered
}
