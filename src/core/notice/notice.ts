import type { NoticeKind } from './kinds.ts'

/**
 * One message, in parts that every channel shows in its own way. All texts are plain and bounded; none of them ends a line, but for
 * `log`, which is a list of lines. No secret is in it. Times are UTC, epoch milliseconds.
 */
export interface Notice {
  readonly kind: NoticeKind | 'unlocked' | 'test'
  readonly at: number
  readonly tone: 'good' | 'bad' | 'neutral'
  /** What happened, in one line of Redhook's own words. */
  readonly title: string
  readonly app?: string
  readonly deployment?: number
  /** Why, in one or more sentences. */
  readonly why?: string
  /** The next action. */
  readonly hint?: string
  readonly facts: readonly Fact[]
  /** Newest first. */
  readonly commits: readonly NoticeCommit[]
  /** How many commits there are beside those. */
  readonly moreCommits: number
  /** The last lines of what failed. */
  readonly log: readonly string[]
  readonly links: readonly NoticeLink[]
}

export interface Fact {
  readonly name: string
  readonly value: string
}

export interface NoticeCommit {
  /** Short. */
  readonly commit: string
  readonly subject: string
  readonly author: string
}

export interface NoticeLink {
  readonly text: string
  readonly url: string
}
