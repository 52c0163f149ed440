import { dirname, join } from 'node:path'
import { parseEnvFile } from '../../core/env-file.ts'
import type { FoundProject, ProjectCheckout, ProjectPlace, RunningProject } from '../../core/init/found-project.ts'
import { composeCandidates } from '../../core/pick-target.ts'
import { mapBounded } from '../check/map-bounded.ts'
import type { InitPorts } from './init-ports.ts'

/** The Compose projects that run, with what their folders and repositories tell. Touches nothing. */
export async function gatherProjects(ports: InitPorts, signal: AbortSignal): Promise<FoundProject[]> {
  const running = await ports.runningProjects(signal)
  return mapBounded(running, 4, project => lookAt(project, ports))
}

async function lookAt(project: RunningProject, ports: InitPorts): Promise<FoundProject> {
  const { git, disk } = ports
  const folder = await disk.realPath(project.folder)
  if ((await git.state({ path: folder })).kind === 'missing') return project
  return { ...project, place: await readPlace(folder, project.files, ports) }
}

async function readPlace(folder: string, files: readonly string[], ports: InitPorts): Promise<ProjectPlace> {
  const { disk } = ports
  const { COLOR, DEBUG } = parseEnvFile((await disk.read(join(folder, '.env')))?.toString('utf8') ?? '')
  const env = { ...(COLOR && { COLOR }), ...(DEBUG && { DEBUG }) }
  const isThere = async (file: string) => (await disk.read(file)) !== undefined
  const candidates = composeCandidates('env', env)
  const existing = await keep(candidates, name => isThere(join(folder, name)))
  const own = await keep(files, isThere)
  const checkout = await findCheckout(folder, ports)
  return {
    ...{ folder, existing, env },
    files: await Promise.all(
      own.map(async file => join(await disk.realPath(dirname(file)), file.slice(dirname(file).length))),
    ),
    ...(checkout && { checkout }),
  }
}

async function keep(names: readonly string[], isKept: (name: string) => Promise<boolean>): Promise<string[]> {
  const kept = await Promise.all(names.map(isKept))
  return names.filter((_, index) => kept[index])
}

/** The checkout that the folder is in: the nearest one above. */
async function findCheckout(folder: string, { git }: InitPorts): Promise<ProjectCheckout | undefined> {
  for (let path = folder; ; path = dirname(path)) {
    const { kind, branch } = await git.state({ path })
    if (kind !== 'checkout') {
      if (path === dirname(path)) return undefined
      continue
    }
    // A checkout that git will not speak about (another owner, a broken index) is still one.
    const remote = await git.remoteUrl({ path }).catch(() => undefined)
    const edited = await git.editedPaths({ path }).catch(() => [])
    return { root: path, ...(remote !== undefined && { remote }), ...(branch !== undefined && { branch }), edited }
  }
}
