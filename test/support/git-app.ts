import { join } from 'node:path'
import { createGit } from '../../src/adapters/git/git.ts'
import { openChildren } from '../../src/adapters/process/children.ts'
import { createProcesses } from '../../src/adapters/process/processes.ts'
import type { App } from '../../src/core/app.ts'
import type { Command } from '../../src/core/command.ts'
import type { Git } from '../../src/pipeline/ports/git.ts'
import type { Processes } from '../../src/pipeline/ports/processes.ts'
import type { ProviderApi } from '../../src/pipeline/ports/provider-api.ts'
import type { StepContext } from '../../src/pipeline/step-context.ts'
import type { SyncPorts } from '../../src/pipeline/sync-request.ts'
import { testApp } from './app-samples.ts'

/** An app of this checkout. */
export const appAt = (path: string, change: Partial<App> = {}): App =>
  testApp({ path, timeouts: { syncMs: 60_000, buildMs: 1000, upMs: 1000, beforeMs: 1000, afterMs: 1000 }, ...change })

/** The real git of this machine, and a list of every command that was run. */
export interface RealGit {
  readonly git: Git
  readonly commands: Command[]
}

export function realGit(
  folder: string,
  environment: Record<string, string> = {},
  credentials?: ProviderApi['credentials'],
): RealGit {
  const commands: Command[] = []
  const real = createProcesses(openChildren(join(folder, 'children')))
  const processes: Processes = {
    run(command, options) {
      commands.push(command)
      return real.run(command, options)
    },
  }
  const base = { PATH: process.env.PATH ?? '', HOME: folder, GIT_CONFIG_GLOBAL: '/dev/null' }
  const git = createGit({
    processes,
    environment: { ...base, ...environment },
    knownHostsFile: join(folder, 'data', 'known_hosts'),
    ...(credentials === undefined ? {} : { credentials }),
  })
  return { git, commands }
}

/** What a deployment would have around it: notes are kept, time is real unless replaced. */
export interface SyncBench {
  readonly ports: SyncPorts
  readonly context: StepContext
  readonly notes: string[]
  readonly lines: string[]
  readonly backups: string
}

export function syncBench(folder: string, git: Git): SyncBench {
  const synced = new Set<string>()
  const notes: string[] = []
  const lines: string[] = []
  return {
    notes,
    lines,
    backups: join(folder, 'data', 'backups', 'shop', '1'),
    ports: {
      git,
      clock: {
        monotonic: () => performance.now(),
        sleep: ms => new Promise(resolve => setTimeout(resolve, ms)),
      },
      store: {
        wasSyncedTo: (lane, commit) => synced.has(`${lane} ${commit}`),
        rememberSynced: (lane, commit) => void synced.add(`${lane} ${commit}`),
        pastDetours: () => [],
      },
    },
    context: {
      signal: AbortSignal.timeout(60_000),
      timeoutMs: 60_000,
      note: text => void notes.push(text),
      output: line => void lines.push(line),
    },
  }
}
