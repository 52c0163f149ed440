import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openPage } from './adapters/browser/open-page.ts'
import { createDisk } from './adapters/disk/disk.ts'
import { createDocker } from './adapters/docker/client.ts'
import { createDirectCompose } from './adapters/docker/direct-compose.ts'
import { createRunningProjects } from './adapters/docker/running-projects.ts'
import { createGit } from './adapters/git/git.ts'
import { forgetChildren } from './adapters/process/children.ts'
import { createProcesses } from './adapters/process/processes.ts'
import { createProviderApi } from './adapters/providers/provider-api.ts'
import type { Env } from './config/env.ts'
import type { Config } from './config/load.ts'
import type { App } from './core/app.ts'
import { diskView, resolveTarget } from './pipeline/target.ts'

/** What `redhook check` looks at the machine with. */
export function openCheckPorts(config: Config, env: Env) {
  const processes = createProcesses(forgetChildren)
  const environment = env.childEnvironment()
  const disk = createDisk()
  // What is hashed here is compared with nothing.
  const inputKey = () => Buffer.alloc(32)
  // Nothing is told to a forge from here.
  const remoteIds = { remoteId: () => undefined, rememberRemoteId: () => undefined }
  const { credentials } = createProviderApi({ settings: () => config.providers, remoteIds })
  return {
    processes,
    childEnvironment: environment,
    docker: createDocker({ processes: createDirectCompose(processes, environment), environment, inputKey }),
    git: createGit({
      ...{ processes, credentials },
      environment: env.gitEnvironment(),
      knownHostsFile: join(config.server.dataDir, 'known_hosts'),
    }),
    resolveTarget: (app: App) => resolveTarget(app, diskView(app, disk)),
    async [Symbol.asyncDispose]() {
      // Nothing of it stays open; the port leaves room for what would.
    },
  }
}

/** What `redhook init` looks at the machine with. */
export function openInitPorts(env: Env) {
  const processes = createProcesses(forgetChildren)
  const mountInfo = () => readFile('/proc/self/mountinfo', 'utf8').catch(() => '')
  return {
    runningProjects: createRunningProjects(processes, env.childEnvironment(), mountInfo),
    // No remote is spoken to, and so no host key is looked up.
    git: createGit({ processes, environment: env.gitEnvironment(), knownHostsFile: '/dev/null' }),
    disk: createDisk(),
  }
}

/** What `redhook add` and `redhook remove` reach forges, hosts and keys with. */
export async function openSetupPorts(config: Config, env: Env) {
  const { createSetupPorts } = await import('./wire-setup.ts')
  return createSetupPorts(config, env)
}

/** Shows a page in the browser of this desktop; false where there is none. */
export const openPageHere = (url: string, env: Env): Promise<boolean> => openPage(url, env.lookup, process.platform)
