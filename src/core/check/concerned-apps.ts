import type { App } from '../app.ts'
import type { PullRequest } from '../delivery/meaning.ts'

/** The branch that a merge would deploy: the usual one, also while another is followed. */
const usualBranch = ({ branch, detour }: Pick<App, 'branch' | 'detour'>): string | undefined =>
  detour === undefined ? branch : detour.usual

/** Those of the repository's apps that merging the pull request would deploy. */
export const concernedApps = (apps: readonly App[], { base }: Pick<PullRequest, 'base'>): App[] =>
  apps.filter(app => app.preview === undefined && usualBranch(app) === base)

/** Whether the pull request brought a commit that nobody has looked at yet. */
export const bringsCommit = ({ action }: Pick<PullRequest, 'action'>): boolean =>
  action === 'opened' || action === 'updated' || action === 'reopened'
