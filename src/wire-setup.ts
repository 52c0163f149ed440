import { join } from 'node:path'
import { createGit } from './adapters/git/git.ts'
import { ownerOf } from './adapters/git/owner.ts'
import { forgetChildren } from './adapters/process/children.ts'
import { createProcesses } from './adapters/process/processes.ts'
import { createProviderApi } from './adapters/providers/provider-api.ts'
import { createSshSetup } from './adapters/ssh/ssh-setup.ts'
import type { SetupPorts } from './cli/add/add-ports.ts'
import type { Env } from './config/env.ts'
import type { Config } from './config/load.ts'

/** What `redhook add`, `remove` and `check --online` reach forges, hosts and keys with: loaded by them alone. */
export function createSetupPorts(config: Config, env: Env): SetupPorts {
  const processes = createProcesses(forgetChildren)
  const ids = new Map<string, string>()
  const forge = createProviderApi({
    settings: () => config.providers,
    // Nothing is reported from here: what has to be found again is kept beside the registry.
    remoteIds: { remoteId: key => ids.get(key), rememberRemoteId: (key, id) => void ids.set(key, id) },
  })
  return {
    forge,
    git: createGit({
      processes,
      credentials: forge.credentials,
      environment: env.gitEnvironment(),
      knownHostsFile: join(config.server.dataDir, 'known_hosts'),
    }),
    ssh: createSshSetup({ processes, environment: env.childEnvironment(), ownerOf }),
  }
}
