import { access, constants, stat, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { bad, type CheckContext, type Finding, ok, warn } from './finding.ts'

const gigabyte = 1_000_000_000

/** The data folder can be written, and neither it nor Docker's own folder is about to be full. */
export async function checkDisk(context: CheckContext): Promise<Finding[]> {
  const { dataDir } = context.config.server
  const writable = await checkWritable(dataDir)
  const root = await dockerRoot(context)
  const folders = [
    { path: await existing(dataDir), area: 'data' },
    ...(root === undefined ? [] : [{ path: root, area: 'docker' }]),
  ]
  return [writable, ...(await Promise.all(folders.map(({ path, area }) => checkSpace(path, area))))]
}

async function checkWritable(dataDir: string): Promise<Finding> {
  const folder = await existing(dataDir)
  try {
    await access(folder, constants.W_OK | constants.X_OK)
    return ok('data', folder === dataDir ? `${dataDir} can be written` : `${dataDir} will be made`)
  } catch {
    const remedy = `install -d -o <the user Redhook runs as> -m 0750 ${dataDir}`
    return bad('data', `${folder} cannot be written by uid ${process.getuid?.()}`, remedy)
  }
}

/** The folder itself, or the nearest one above that is there. */
async function existing(path: string): Promise<string> {
  try {
    await stat(path)
    return path
  } catch {
    return existing(dirname(path))
  }
}

/** Where the engine keeps images; undefined when it is not on this machine or cannot be seen from in here. */
async function dockerRoot({ processes, childEnvironment: env, signal }: CheckContext): Promise<string | undefined> {
  const argv = ['docker', 'info', '--format', '{{.DockerRootDir}}'] as const
  const { exitCode, stdout } = await processes.run({ argv, env }, { signal, timeoutMs: 15_000 })
  const root = stdout.trim()
  if (exitCode !== 0 || !root.startsWith('/')) return undefined
  return stat(root).then(
    () => root,
    () => undefined,
  )
}

async function checkSpace(path: string, area: string): Promise<Finding> {
  const { bavail, bsize, blocks } = await statfs(path)
  const free = bavail * bsize
  const text = `${(free / gigabyte).toFixed(1)} GB free at ${path} (${Math.round((100 * bavail) / Math.max(blocks, 1))} %)`
  const remedy =
    area === 'docker' ? 'Free some with docker system df and docker image prune.' : 'Free some space on that disk.'
  if (free < gigabyte / 2) return bad(area, text, remedy)
  return free < 5 * gigabyte ? warn(area, text, remedy) : ok(area, text)
}
