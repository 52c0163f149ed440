import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A child process that outlived its Redhook: which one it was, and what it ran. */
export interface Survivor {
  readonly pid: number
  readonly command: string
}

/**
 * A record of the running children, one file each, named by pid and holding the start time and the boot, so that the next start can
 * tell a survivor from a stranger that got the same pid, or whose group did, since the machine started anew.
 */
export interface Children {
  add(pid: number, command: string): void
  remove(pid: number): void
  /** Ends what the last Redhook left running, process groups whole, and says what it was. */
  endSurvivors(): Promise<Survivor[]>
}

/** Opens the record in `folder`, which is made if it is missing. */
export function openChildren(folder: string): Children {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = (pid: number) => join(folder, String(pid))
  return {
    add(pid, command) {
      const startedAt = startTime(pid)
      if (startedAt !== undefined) writeFileSync(file(pid), `${startedAt}\n${command}`, { mode: 0o600 })
    },
    remove: pid => rmSync(file(pid), { force: true }),
    async endSurvivors() {
      const survivors: Survivor[] = []
      for (const name of readdirSync(folder)) {
        const survivor = readRecord(join(folder, name), Number(name))
        if (survivor) survivors.push(survivor)
        rmSync(join(folder, name), { force: true })
      }
      await endGroups(survivors.map(({ pid }) => pid))
      return survivors
    },
  }
}

/** For commands that end with the terminal they were started from: nothing is kept of their children. */
export const forgetChildren: Children = {
  add: () => undefined,
  remove: () => undefined,
  endSurvivors: async () => [],
}

function readRecord(path: string, pid: number): Survivor | undefined {
  const [startedAt, command = ''] = readFileSync(path, 'utf8').split('\n', 2)
  const alive = startedAt !== undefined && startTime(pid) === startedAt
  return alive || groupIsAlive(pid, startedAt) ? { pid, command } : undefined
}

/** The leader may be gone while its group lives on; a group id is not given away as long as one member lives, or the machine runs. */
function groupIsAlive(pid: number, startedAt: string | undefined): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 1 || startTime(pid) !== undefined) return false
  return startedAt?.endsWith(bootId()) === true && signalGroup(pid, 0)
}

async function endGroups(pids: readonly number[]): Promise<void> {
  for (const pid of pids) signalGroup(pid, 'SIGTERM')
  const isAlive = (pid: number) => signalGroup(pid, 0)
  for (let waitedMs = 0; waitedMs < 5_000 && pids.some(isAlive); waitedMs += 50) {
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  for (const pid of pids) signalGroup(pid, 'SIGKILL')
}

/** Signals a process group; `false` if nobody is there any more. */
export function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-pid, signal)
    return true
  } catch {
    return false
  }
}

/** Field 22 of /proc/<pid>/stat, in clock ticks since boot, and which boot; the name in field 2 may hold spaces and parentheses. */
function startTime(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return `${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]} ${bootId()}`
  } catch {
    return undefined
  }
}

/** Another one each time the machine starts; nothing where that is not shown. */
function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  } catch {
    return ''
  }
}
