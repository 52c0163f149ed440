import { readdirSync, readFileSync } from 'node:fs'

/** A process as it can be told from a later one with the same number. */
export interface ProcessId {
  readonly pid: number
  readonly startedAt: string
  /** For the message of a failure. */
  readonly command: string
}

/** Every process below this one, whatever group it is in. */
export function descendantsOf(pid: number): ProcessId[] {
  const all = readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .flatMap(name => readStat(Number(name)) ?? [])
  const below = (parent: number): ProcessId[] =>
    all.filter(child => child.parent === parent).flatMap(child => [child, ...below(child.pid)])
  return below(pid)
}

/** Those of them that still live; a zombie does not. */
export const stillAlive = (processes: readonly ProcessId[]): ProcessId[] =>
  processes.filter(({ pid, startedAt }) => {
    const now = readStat(pid)
    return now !== undefined && now.startedAt === startedAt && now.state !== 'Z'
  })

function readStat(pid: number): (ProcessId & { parent: number; state: string }) | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const [state = '', parent, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
    return { pid, state, parent: Number(parent), startedAt: rest[17] ?? '', command }
  } catch {
    return undefined
  }
}
