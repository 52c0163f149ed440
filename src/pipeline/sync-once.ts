import type { App } from '../core/app.ts'
import { findCommit, unknownRef } from './find-commit.ts'
import { describeTip, fetchTip, gitRun } from './sync.ts'
import type { SyncRequest, Tip } from './sync-request.ts'

/**
 * A branch, tag or commit that is deployed once. The app's own branch is fetched first, since a commit may be of it, and stays checked
 * out, moved: so local edits survive, and the next push finds its way.
 * @throws RedhookError REF_UNKNOWN
 */
export async function fetchOnce(app: App, ref: string, request: SyncRequest): Promise<Tip> {
  const { git } = request.ports
  const own = await fetchTip(app, request)
  // Without its own branch there is nothing to clone.
  if (own.gone && (await git.state(app)).kind !== 'checkout') return own
  const commit = await findCommit(app, ref, git, gitRun(request.context))
  if (commit === undefined) throw unknownRef(app, ref)
  return describeTip(app, own.branch, commit, git)
}
