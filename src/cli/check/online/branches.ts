import type { App } from '../../../core/app.ts'
import { bad, type Finding, ok } from '../finding.ts'
import { mapBounded } from '../map-bounded.ts'
import { bounds, limited, type OnlineContext } from './online-context.ts'

/** The branch of each app is at its remote. A remote that does not answer is another check's finding. */
export async function checkBranches(context: OnlineContext): Promise<Finding[]> {
  const found = await mapBounded(context.config.apps, bounds.atOnce, app => checkBranch(app, context))
  return found.flat()
}

async function checkBranch(app: App, { ports: { git }, signal }: OnlineContext): Promise<Finding[]> {
  const branch = app.branch ?? (await git.state(app)).branch
  if (branch === undefined) return []
  const tips = await git.remoteTips(app, [branch], { signal: limited(signal) }).catch(() => undefined)
  signal.throwIfAborted()
  if (tips === undefined) return []
  const tip = tips.get(branch)
  return tip === undefined
    ? [bad('branch', `${branch} is not at the remote`, 'Push it, or name another branch: in the registry.', app.name)]
    : [ok('branch', `${branch} is at ${tip.slice(0, 12)}`, app.name)]
}
