import { RedhookError } from '../core/errors.ts'
import type { Disk } from './ports/disk.ts'
import type { Docker } from './ports/docker.ts'

const mebibyte = 1024 ** 2

/**
 * What a build has to find: room for the layers of a usual image, and for what else writes to that disk meanwhile (databases, logs),
 * which a full one hurts more than a late deployment.
 */
const neededBytes = 1024 * mebibyte

export interface SpacePorts {
  readonly docker: Pick<Docker, 'rootFolder'>
  readonly disk: Pick<Disk, 'freeBytes'>
}

/**
 * Fails before a build rather than in its middle where the engine's disk is about to be full. Nothing is asked of an engine whose
 * disk is elsewhere.
 * @throws RedhookError DISK_LOW
 */
export async function requireFreeSpace({ docker, disk }: SpacePorts, signal?: AbortSignal): Promise<void> {
  const folder = await docker.rootFolder(signal)
  const free = folder === undefined ? undefined : await disk.freeBytes(folder)
  if (free === undefined || free >= neededBytes) return
  throw new RedhookError(
    `Only ${inMebibytes(free)} are free at ${folder}, where the Docker engine keeps its images; a build needs ${inMebibytes(neededBytes)}`,
    {
      code: 'DISK_LOW',
      hint: 'See what takes the room with docker system df. docker builder prune frees the build cache, docker image prune images without a name. Then deploy again; what runs was not touched.',
    },
  )
}

const inMebibytes = (bytes: number): string => `${Math.floor(bytes / mebibyte)} MiB`
