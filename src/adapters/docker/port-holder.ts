import { readdir, readFile, readlink } from 'node:fs/promises'

/**
 * The process that listens on a TCP port of this machine, found in /proc; undefined where it can't be told, as for processes of other
 * users or outside of our container.
 */
export async function findListener(port: number): Promise<{ process: string; pid: number } | undefined> {
  const inodes = new Set<string>()
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const inode of parseListeners(await readOr(table), port)) inodes.add(inode)
  }
  if (inodes.size === 0) return undefined
  for (const pid of (await readdir('/proc')).filter(name => /^\d+$/.test(name))) {
    if (await holdsSocket(pid, inodes)) return { process: (await readOr(`/proc/${pid}/comm`)).trim(), pid: Number(pid) }
  }
  return undefined
}

/** Inodes of listening sockets (state 0A) on a port, out of a table of /proc/net. */
export const parseListeners = (table: string, port: number): string[] =>
  table.split('\n').flatMap(line => {
    const [, local = '', , state, , , , , , inode] = line.trim().split(/\s+/)
    const isOurs = state === '0A' && Number.parseInt(local.split(':').at(-1) ?? '', 16) === port
    return isOurs && inode !== undefined ? [inode] : []
  })

async function holdsSocket(pid: string, inodes: ReadonlySet<string>): Promise<boolean> {
  const folder = `/proc/${pid}/fd`
  const descriptors = await readdir(folder).catch(() => [])
  for (const descriptor of descriptors) {
    const target = await readlink(`${folder}/${descriptor}`).catch(() => '')
    if (inodes.has(/^socket:\[(\d+)\]$/.exec(target)?.[1] ?? '')) return true
  }
  return false
}

const readOr = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '')
