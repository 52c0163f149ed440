import { RedhookError } from '../../core/errors.ts'
import { providerTitles } from '../../core/provider.ts'
import { forgePages } from '../add/forge-pages.ts'
import { type Made, readMade } from '../add/made.ts'
import type { RemoveContext } from './context.ts'

/**
 * Removes the hook and the deploy key that `add` made through the API; what a person made is named for a person to remove.
 * @throws RedhookError PROVIDER_UNREACHABLE, before anything else was changed
 */
export async function forgetAtForge(context: RemoveContext): Promise<true> {
  const { ports, remote, files, app } = context
  const made = await readMade(files.made)
  const { setup } = ports.forge
  await forget(context, 'webhook', made.hook, (id, signal) => setup.removeHook(remote, id, signal))
  if (app.deployKey !== undefined)
    await forget(context, 'deploy key', made.deployKey, (id, signal) => setup.removeDeployKey(remote, id, signal))
  return true
}

async function forget(
  context: RemoveContext,
  what: 'webhook' | 'deploy key',
  id: Made['hook'],
  remove: (id: string, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const { ports, remote, deps, tell } = context
  const title = providerTitles[remote.provider]
  if (id === undefined || !ports.forge.abilities(remote).api) return tell(byHand(context, what))
  try {
    await remove(id, deps.signal)
    tell({ step: what, state: 'done', message: `${remote.name} has it no more at ${title}` })
  } catch (error) {
    deps.signal.throwIfAborted()
    if (!(error instanceof RedhookError) || error.code === 'PROVIDER_UNREACHABLE') throw error
    tell({ ...byHand(context, what), message: `the API did not remove it: ${error.message}` })
  }
}

function byHand({ home, remote }: RemoveContext, what: 'webhook' | 'deploy key') {
  const message = `if ${remote.name} has one at ${providerTitles[remote.provider]}, remove it there`
  if (home === undefined) return { step: what, state: 'todo' as const, message }
  const pages = forgePages(remote.provider, home, remote.name)
  const page = (what === 'webhook' ? pages.hook : pages.deployKey).replace(/\/new$/, '')
  return { step: what, state: 'todo' as const, message, lines: [page] }
}
