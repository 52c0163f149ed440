import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createCopies } from './adapters/copies/copies.ts'
import { createDeploymentLogs } from './adapters/deployment-log/deployment-logs.ts'
import { createDisk } from './adapters/disk/disk.ts'
import { createPreviewFolders } from './adapters/disk/preview-folders.ts'
import { createCheckBoxes } from './adapters/docker/check-boxes.ts'
import { createDocker } from './adapters/docker/client.ts'
import { createDirectCompose } from './adapters/docker/direct-compose.ts'
import { createPreviewEngine } from './adapters/docker/preview-engine.ts'
import { createProber } from './adapters/docker/prober.ts'
import { createGit } from './adapters/git/git.ts'
import { createNotifier } from './adapters/notify/notifier.ts'
import { createReleases } from './adapters/releases/releases.ts'
import type { Env } from './config/env.ts'
import type { Config } from './config/load.ts'
import type { Clock } from './pipeline/ports/clock.ts'
import type { Processes } from './pipeline/ports/processes.ts'
import type { ProviderApi } from './pipeline/ports/provider-api.ts'

/** The clock of this machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: (ms, signal) => sleep(ms, undefined, signal ? { signal } : {}),
}

/** What the adapters are made of. */
export interface AdapterParts {
  readonly processes: Processes
  readonly secrets: () => Iterable<string>
  readonly inputKey: () => Buffer
  readonly credentials: ProviderApi['credentials']
}

/** Every adapter that a server needs, for the data folder of this config. */
export function createAdapters(config: Config, env: Env, { processes, secrets, inputKey, credentials }: AdapterParts) {
  const { dataDir } = config.server
  const environment = env.childEnvironment()
  return {
    processes,
    environment,
    git: createGit({
      ...{ processes, credentials, environment: env.gitEnvironment() },
      knownHostsFile: join(dataDir, 'known_hosts'),
    }),
    docker: createDocker({ processes: createDirectCompose(processes, environment), environment, inputKey }),
    engine: createPreviewEngine({ processes: createDirectCompose(processes, environment), environment }),
    folders: createPreviewFolders(),
    prober: createProber(),
    disk: createDisk(),
    copies: createCopies(dataDir),
    logs: createDeploymentLogs(dataDir, secrets),
    checkLogs: createDeploymentLogs(join(dataDir, 'checks'), secrets),
    boxes: createCheckBoxes({ processes, environment, dataDir }),
    releases: createReleases(dataDir),
    notifier: createNotifier(),
  }
}
