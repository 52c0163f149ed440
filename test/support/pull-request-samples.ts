import type { PullRequest } from '../../src/core/delivery/meaning.ts'

/** A pull request of branch `feature` into `main`. */
export const pullRequest = (commit: string, change: Partial<PullRequest> = {}): PullRequest => ({
  kind: 'pull-request',
  repository: { owner: 'acme', name: 'shop' },
  action: 'opened',
  number: 12,
  title: 'A feature',
  isMerged: false,
  isDraft: false,
  base: 'main',
  head: { branch: 'feature', commit, repository: { owner: 'acme', name: 'shop' } },
  isFork: false,
  ...change,
})
