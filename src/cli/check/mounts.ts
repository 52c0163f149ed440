import { readFile } from 'node:fs/promises'
import { parseOwnContainer } from '../../core/own-container.ts'
import { bad, type CheckContext, type Finding, ok, warn } from './finding.ts'
import { onePerLane } from './lanes.ts'

/** A folder of the machine as this container sees it. */
export interface Mount {
  readonly source: string
  readonly destination: string
}

/**
 * In a container: every checkout is mounted at the path it has on the machine, since the engine resolves bind mounts of an app
 * there. Outside of one there is nothing to compare.
 */
export async function checkMounts(context: CheckContext): Promise<Finding[]> {
  if (!context.inContainer) return []
  const id = parseOwnContainer(await readFile('/proc/self/mountinfo', 'utf8'))
  const mounts = id === undefined ? undefined : await readMounts(id, context)
  if (mounts === undefined) {
    return [
      warn('mounts', 'the mounts of this container cannot be told', 'Compare them by hand: docker inspect <container>'),
    ]
  }
  return onePerLane(context.config.apps).map(app => judgeMount(app.path, mounts, app.name))
}

/** Whether the path is the same on both sides. */
export function judgeMount(path: string, mounts: readonly Mount[], subject?: string): Finding {
  const holding = mounts
    .filter(({ destination }) => path === destination || path.startsWith(`${destination.replace(/\/$/, '')}/`))
    .sort((a, b) => b.destination.length - a.destination.length)[0]
  const remedy = `Mount it at the same path inside and outside: volumes: ["${path}:${path}"]`
  if (holding === undefined) return bad('mounts', `${path} is not mounted into this container`, remedy, subject)
  const outside = holding.source + path.slice(holding.destination.length)
  if (outside === path) return ok('mounts', `${path} is the same inside and outside`, subject)
  return bad('mounts', `${path} is ${outside} outside of this container`, remedy, subject)
}

async function readMounts(
  id: string,
  { processes, childEnvironment: env, signal }: CheckContext,
): Promise<Mount[] | undefined> {
  const argv = ['docker', 'inspect', '--type', 'container', '--format', '{{json .Mounts}}', id] as const
  const { exitCode, stdout } = await processes.run({ argv, env }, { signal, timeoutMs: 15_000 })
  if (exitCode !== 0) return undefined
  const mounts = JSON.parse(stdout) as readonly { Source: string; Destination: string }[]
  return mounts.map(({ Source, Destination }) => ({ source: Source, destination: Destination }))
}
