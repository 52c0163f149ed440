import { join } from 'node:path'
import { projectName } from '../../core/app.ts'
import { parseVersionTag, versionRepository } from '../../core/deployment/version-tag.ts'
import { RedhookError } from '../../core/errors.ts'
import type { Preview } from '../../core/preview/preview.ts'
import { previewFiles } from '../../core/preview/preview-app.ts'
import { type CancelPorts, cancelDeployment } from '../cancel.ts'
import type { Clock } from '../ports/clock.ts'
import type { DeploymentLogs } from '../ports/deployment-logs.ts'
import type { Docker } from '../ports/docker.ts'
import type { PreviewEngine, PreviewFolders } from '../ports/preview-engine.ts'
import type { Store } from '../ports/store.ts'

export interface RemovePorts extends Omit<CancelPorts, 'clock' | 'store'> {
  readonly store: Store
  readonly clock: Clock
  readonly docker: Pick<Docker, 'listTags' | 'untag'>
  readonly engine: PreviewEngine
  readonly folders: PreviewFolders
  readonly logs: Pick<DeploymentLogs, 'remove'>
  readonly dataDir: string
  /** `data/previews`, absolute. */
  readonly folder: string
  readonly label: readonly [name: string, value: string]
}

/**
 * Removes all that there is of a preview: its deployments are ended first; then containers, networks, volumes and images, by their labels
 * alone; then checkout, logs and backups. The history of its deployments stays. May be done again from its start, after a crash, too.
 * @throws RedhookError ENGINE_UNREACHABLE, or the signal's reason
 */
export async function removePreview(preview: Preview, ports: RemovePorts, signal: AbortSignal): Promise<void> {
  const { folders, folder, dataDir, store, logs } = ports
  const { app, number, name } = preview
  await endDeployments(name, ports, signal)
  for (const project of projectsOf(name)) await removeProject(project, ports, signal)
  const { checkout, compose } = previewFiles(folder, app, number)
  await folders.remove(checkout)
  await folders.remove(compose)
  await folders.remove(join(dataDir, 'backups', name))
  for (const { id } of store.list({ app: name, limit: mostLogs })) logs.remove(name, id)
}

const mostLogs = 1_000

/** Every Compose project that it may have been: the color may have been another one. */
export const projectsOf = (name: string): string[] =>
  [undefined, 'red' as const, 'blue' as const].map(color => projectName({ name }, color))

/** All of a project that is labelled as ours, and the names that keep its images. */
export async function removeProject(
  project: string,
  { engine, docker, label }: Pick<RemovePorts, 'engine' | 'docker' | 'label'>,
  signal: AbortSignal,
): Promise<void> {
  const tags = await docker.listTags(versionRepository, signal)
  await docker.untag(
    tags.filter(tag => parseVersionTag(tag)?.project === project),
    signal,
  )
  await engine.remove(project, label.join('='), signal)
}

const pollMs = 200

async function endDeployments(name: string, ports: RemovePorts, signal: AbortSignal): Promise<void> {
  const unfinished = () => ports.store.list({ app: name, states: ['queued', 'running'], limit: 100 })
  const asked = new Set<number>()
  for (let found = unfinished(); found.length > 0; found = unfinished()) {
    for (const { id } of found) {
      if (asked.has(id)) continue
      asked.add(id)
      endDeployment(id, ports)
    }
    if (unfinished().length > 0) await ports.clock.sleep(pollMs, signal)
  }
}

/** One that is live already, or on its way back, ends by itself. */
function endDeployment(id: number, ports: RemovePorts): void {
  try {
    cancelDeployment(ports, id, 'the end of its preview')
  } catch (error) {
    if (!(error instanceof RedhookError) || error.code !== 'ALREADY_ENDED') throw error
  }
}
