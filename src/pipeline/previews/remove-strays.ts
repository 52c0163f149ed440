import { join } from 'node:path'
import { type Deployment, isFinal } from '../../core/deployment/deployment.ts'
import type { Preview } from '../../core/preview/preview.ts'
import type { Log } from '../ports/log.ts'
import type { Keeper } from './keeper.ts'
import { projectsOf, type RemovePorts, removeProject } from './remove-preview.ts'

export interface StrayPorts extends RemovePorts {
  readonly log: Log
  readonly keeper: Pick<Keeper, 'deploy'>
}

/** Removes projects and folders of previews that nobody knows of any more, and deploys live previews that have lost theirs. */
export async function removeStrays(ports: StrayPorts, signal: AbortSignal): Promise<void> {
  const { store, engine, folders, folder, label, log } = ports
  const projects = await engine.projects(label.join('='), signal)
  const known = store.previews()
  const owned = new Set(known.flatMap(({ name }) => projectsOf(name)))
  for (const project of projects) {
    if (owned.has(project)) continue
    log.warn({ project }, 'a preview that nobody knows of is removed')
    await removeProject(project, ports, signal)
  }
  for (const preview of known) {
    if (preview.state !== 'live' || projectsOf(preview.name).some(name => projects.has(name))) continue
    if (isLost(preview, store.list({ app: preview.name, limit: 1 })[0])) await ports.keeper.deploy(preview)
  }
  await removeFolders({ store, folders, folder })
}

/** Nothing of it is there, and its newest deployment does not say why: it was of another head, went well, or was dropped with the app. */
function isLost({ head }: Preview, last: Deployment | undefined): boolean {
  if (last === undefined) return true
  if (!isFinal(last.state)) return false
  if (last.cause.kind === 'pull-request' && last.cause.head !== head) return true
  return (
    last.state === 'succeeded' || last.state === 'skipped' || (last.state === 'cancelled' && last.error === undefined)
  )
}

async function removeFolders({
  store,
  folders,
  folder,
}: Pick<RemovePorts, 'store' | 'folders' | 'folder'>): Promise<void> {
  for (const app of await folders.list(folder)) {
    for (const name of await folders.list(join(folder, app))) {
      const number = /^\.?(\d+)\b/.exec(name)?.[1]
      const state = number === undefined ? undefined : store.preview(app, Number(number))?.state
      if (state === undefined || state === 'gone') await folders.remove(join(folder, app, name))
    }
  }
}
