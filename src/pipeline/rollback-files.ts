import { join } from 'node:path'
import type { App } from '../core/app.ts'
import type { Deployment, Version } from '../core/deployment/deployment.ts'
import { shownCommit } from '../core/deployment/running-commit.ts'
import { toFailure } from '../core/errors.ts'
import { clearLeftovers } from './leftovers.ts'
import type { Run, RunPorts } from './run.ts'
import { runningFacts } from './running-files.ts'
import type { StepContext } from './step-context.ts'
import { moveCheckout } from './sync.ts'
import type { SyncRequest } from './sync-request.ts'

/** Whether the checkout is at the good commit, or why it was left as it is, as a phrase. */
export type FilesBack = { readonly areBack: true } | { readonly areBack: false; readonly why: string }

/**
 * Moves the checkout back, with its branch checked out, as `sync` says: local edits elsewhere survive. It stays where it is when that
 * would lose local work, or take away the files of another app.
 */
export async function putFilesBack(
  { app, ports }: Run,
  failed: Deployment,
  commit: Version['commit'],
  context: StepContext,
): Promise<FilesBack> {
  const why = await whyFilesStay(app, failed, commit, ports).catch(error => toFailure(error).message)
  if (commit === undefined || why !== undefined) return { areBack: false, why: why ?? 'their commit is not known' }
  try {
    const request = syncRequest(app, failed, ports, context)
    await clearLeftovers(app, request)
    const branch = app.branch ?? failed.branch ?? (await ports.git.state(app)).branch ?? ''
    await moveCheckout(app, { branch, tip: commit, follows: false }, { ...request, why: 'the deployment failed' })
    return { areBack: true }
  } catch (error) {
    if (context.signal.aborted) throw error
    return { areBack: false, why: toFailure(error).message }
  }
}

/** Whether this deployment moved the checkout, and it is not where it belongs. */
export async function filesAreMoved(
  { app, ports: { git } }: Run,
  failed: Deployment,
  commit: Version['commit'],
): Promise<boolean> {
  const { head } = await git.state(app)
  return commit !== undefined && head !== commit && head === failed.commit
}

/** What the sync of a deployment is given. */
export const syncRequest = (app: App, { id }: Deployment, ports: RunPorts, context: StepContext): SyncRequest => ({
  ports,
  context,
  backups: join(ports.dataDir, 'backups', app.name, String(id)),
})

async function whyFilesStay(
  app: App,
  failed: Deployment,
  commit: Version['commit'],
  { git, store, apps }: RunPorts,
): Promise<string | undefined> {
  if (commit === undefined) return undefined
  const { head } = await git.state(app)
  if (head !== commit && head !== failed.commit) return `somebody moved the checkout to ${head ?? 'nowhere'}`
  if (!(await git.hasCommit(app, commit))) return `${commit} is gone from the repository`
  for (const other of apps().filter(({ lane, name }) => lane === app.lane && name !== app.name)) {
    const live = shownCommit(runningFacts(other.name, store))
    if (live === undefined || live === commit || (await git.isAncestor(app, live, commit))) continue
    return `${other.name} runs ${live.slice(0, 10)} out of the same checkout`
  }
  return undefined
}
