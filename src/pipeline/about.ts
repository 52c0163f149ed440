import type { App } from '../core/app.ts'
import { type About, type Deployment, liveCommit } from '../core/deployment/deployment.ts'
import type { CommitInfo, Git } from './ports/git.ts'

/** The commit that is deployed, as people know it. */
export type Headline = Pick<CommitInfo, 'subject' | 'author'>

interface AboutRequest {
  readonly tip: string
  readonly headline: Headline
  /** The last good deployment to the same project. */
  readonly last: Deployment | undefined
}

/**
 * What a deployment brings, for people: one call of git, asked beside the questions of the plan. Where git knows no answer, the headline
 * alone; a deployment never fails of this.
 */
export async function readAbout(
  app: App,
  { tip, headline: { subject, author }, last }: AboutRequest,
  git: Pick<Git, 'commitsBetween'>,
): Promise<About> {
  const base = last && liveCommit(last)
  const alone = { commits: [{ commit: tip, subject, author }], total: 1 }
  if (base === undefined) return { subject, author, ...alone }
  if (base === tip) return { subject, author, commits: [], total: 0 }
  const between = await git.commitsBetween(app, base, tip).catch(() => undefined)
  return { subject, author, ...(between ?? alone) }
}
