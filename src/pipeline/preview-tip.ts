import type { App } from '../core/app.ts'
import { noPreview } from '../core/sync/refusals.ts'
import { findCommit, unknownRef } from './find-commit.ts'
import type { Git } from './ports/git.ts'
import { previewTip } from './sync.ts'

/** What is to be planned, and where the checkout is now. */
export type PreviewTip =
  | { readonly gone: true; readonly branch: string }
  | { readonly gone: false; readonly commit: string; readonly head: string | undefined }

/**
 * The commit of a branch, tag or (abbreviated) commit; without one, the tip of the app's branch. Fetches objects alone.
 * @throws RedhookError REF_UNKNOWN, CHECKOUT_MISSING where there is no checkout yet
 */
export async function findTip(app: App, ref: string | undefined, git: Git): Promise<PreviewTip> {
  if (ref !== undefined) return findRef(app, ref, git)
  const tip = await previewTip(app, git)
  return tip.gone ? tip : { gone: false, commit: tip.tip, head: tip.head }
}

async function findRef(app: App, ref: string, git: Git): Promise<PreviewTip> {
  const { kind, head } = await git.state(app)
  if (kind !== 'checkout') throw noPreview(app)
  const commit = (await findCommit(app, ref, git)) ?? (await resolveAfresh(app, ref, git))
  if (commit === undefined) throw unknownRef(app, ref)
  return { gone: false, commit, head }
}

/** A commit that was pushed since the last fetch. */
async function resolveAfresh(app: App, ref: string, git: Git): Promise<string | undefined> {
  await previewTip(app, git)
  return git.resolveCommit(app, ref)
}
