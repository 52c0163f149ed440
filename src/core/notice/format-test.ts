import type { Notice } from './notice.ts'
import { linksOf } from './notice-links.ts'
import { plainLine } from './plain-text.ts'

/** The message of `redhook notify test`. */
export const formatTest = (channel: string, by: string, at: number, publicUrl: string | undefined): Notice => ({
  kind: 'test',
  at,
  tone: 'neutral',
  title: 'A test message from Redhook',
  why: `The channel ${channel} works: this is where its messages come to.`,
  facts: [{ name: 'By', value: plainLine(by, 120) }],
  commits: [],
  moreCommits: 0,
  log: [],
  links: linksOf(publicUrl, {}),
})
