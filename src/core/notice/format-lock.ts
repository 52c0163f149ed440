import type { Notice } from './notice.ts'
import { linksOf } from './notice-links.ts'
import { plainLine } from './plain-text.ts'

interface Lock {
  readonly app: string
  readonly reason: string
  readonly by: string
  readonly at: number
  readonly until?: number
}

/** What is told of a lock that was set. */
export const formatLock = ({ app, reason, by, at, until }: Lock, publicUrl: string | undefined): Notice => ({
  ...bare(app, at, publicUrl),
  kind: 'locked',
  title: `${app} is locked`,
  why: plainLine(reason, 1_000),
  hint: 'Pushes are recorded; the newest is deployed when the lock ends.',
  facts: [
    { name: 'By', value: plainLine(by, 120) },
    { name: 'Until', value: until === undefined ? 'somebody unlocks it' : formatTime(until) },
  ],
})

/** What is told of a lock that ended: somebody ended it, or its time was over. */
export const formatUnlock = (
  lock: Lock,
  end: { readonly at: number; readonly by?: string },
  publicUrl: string | undefined,
): Notice => ({
  ...bare(lock.app, end.at, publicUrl),
  kind: 'unlocked',
  title: `${lock.app} is not locked any more`,
  why: `It was locked by ${plainLine(lock.by, 120)}: ${plainLine(lock.reason, 800)}`,
  facts: [{ name: 'Ended', value: end.by === undefined ? 'its time was over' : `by ${plainLine(end.by, 120)}` }],
})

const bare = (app: string, at: number, publicUrl: string | undefined) => ({
  at,
  tone: 'neutral' as const,
  app,
  commits: [],
  moreCommits: 0,
  log: [],
  links: linksOf(publicUrl, { app }),
})

const formatTime = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`
