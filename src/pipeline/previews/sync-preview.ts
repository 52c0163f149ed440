import { join } from 'node:path'
import type { App, PreviewSettings } from '../../core/app.ts'
import { RedhookError } from '../../core/errors.ts'
import type { PreviewApp } from '../../core/preview/is-preview.ts'
import type { Preview } from '../../core/preview/preview.ts'
import { previewVariables } from '../../core/preview/preview-app.ts'
import { formatEnvFile } from '../../core/preview/preview-env.ts'
import { clearLeftovers } from '../leftovers.ts'
import type { Disk } from '../ports/disk.ts'
import { describeTip, gitRun } from '../sync.ts'
import type { SyncRequest, Tip } from '../sync-request.ts'

/** The local branch that a preview has checked out, whatever the pull request's is called. */
const localBranch = 'preview'

/**
 * Brings the one commit that may run into the preview's own checkout, which is cloned first. Whatever the ref points to by now: what was
 * not heard of yet, or not let through, is not deployed. `gone` where the commit can't be had any more.
 */
export async function fetchPreview(app: PreviewApp, request: SyncRequest): Promise<Tip> {
  const { ports, context } = request
  const { git } = ports
  const { head, ref, number } = app.preview
  const run = gitRun(context)
  const state = await git.state(app)
  if (state.kind === 'checkout') await clearLeftovers(app, request)
  else {
    context.note(`Cloning into ${app.path}`)
    if ((await git.clone(app, app.branch ?? localBranch, run)) === 'gone')
      return { gone: true, branch: app.branch ?? ref }
  }
  const tip = (await git.hasCommit(app, head)) ? head : await git.fetchRef(app, ref, run)
  if (tip !== head) context.note(`${ref} is at ${tip ?? 'nothing'}; ${head} is what was heard of`)
  if (!(await git.hasCommit(app, head))) throw headIsGone(number, head)
  return describeTip(app, localBranch, head, git)
}

const headIsGone = (number: number, head: string) =>
  new RedhookError(`The head ${head} of pull request ${number} is not at the remote any more`, {
    code: 'REF_UNKNOWN',
    // The event may have overtaken the ref.
    retryable: true,
    hint: 'A newer push has taken its place: its own event deploys it. If that got lost, push again.',
  })

/**
 * Writes the preview's `.env`, whatever the repository has in its place: the variables of `previews.env` and who it is.
 * @throws RedhookError PREVIEW_REFUSED where the app's folder leads out of the checkout
 */
export async function writePreviewEnv(
  app: App,
  settings: PreviewSettings,
  preview: Pick<Preview, 'ports' | 'headBranch'>,
  disk: Pick<Disk, 'replace' | 'realPath'>,
): Promise<void> {
  const folder = join(app.path, app.dir)
  const [real, root] = await Promise.all([disk.realPath(folder), disk.realPath(app.path)])
  if (real !== root && !real.startsWith(`${root}/`)) {
    throw new RedhookError(`The folder ${app.dir} leads out of the repository`, {
      code: 'PREVIEW_REFUSED',
      hint: 'Make it a folder of the pull request, no symlink.',
    })
  }
  await disk.replace(join(folder, '.env'), formatEnvFile(previewVariables(app, settings, preview)), app.path)
}
