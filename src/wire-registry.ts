import type { OpenLog } from './adapters/log/log.ts'
import type { Config } from './config/load.ts'
import type { App } from './core/app.ts'
import { usualBranch } from './pipeline/detour-history.ts'
import type { Git } from './pipeline/ports/git.ts'
import type { Store } from './pipeline/ports/store.ts'
import { createRegistry, type Registry } from './pipeline/registry.ts'
import { tellChange } from './pipeline/registry-change.ts'
import { systemClock } from './wire-adapters.ts'

/** Who hears of a registry that was taken over. */
export interface RegistryParts {
  readonly config: Config
  /** Reads the registry anew. @throws RedhookError */
  load(): Config
  readonly store: Store
  readonly log: OpenLog
  readonly git: Git
  /** A new registry is in force: its apps, with those of previews. */
  onApps(apps: Config['apps']): readonly App[]
  onSecrets(secrets: readonly string[]): void
}

/** The registry in force, with the queue kept in step with it. */
export function openRegistry({ config, load, store, log, git, onApps, onSecrets }: RegistryParts): Registry<Config> {
  return createRegistry<Config>(config, {
    log,
    load,
    resolveBranch: async app =>
      usualBranch(app.name, await git.currentBranch(app.path), store) ?? (await git.defaultBranch(app)),
    onChange(change) {
      onSecrets([...change.now.secrets, ...change.before.secrets])
      for (const { id, app } of store.followRegistry(lanesOf(onApps(change.now.apps)), systemClock.now())) {
        log.warn({ app, deployment: id }, 'cancelled: its app left the registry')
      }
      tellChange(change, { store, log })
    },
  })
}

/** The registry as `health` tells of it. */
export const describeRegistry = (registry: Registry<Config>, loadedAt: number, renamed: readonly string[]) => ({
  file: registry.config().file,
  loadedAt,
  apps: registry.current().apps.length,
  warnings: [...registry.config().warnings, ...renamed],
  problems: registry.problem()?.message.split('\n') ?? [],
})

/** The lane of each app. */
export const lanesOf = (apps: readonly App[]) => apps.map(({ name, lane }) => ({ app: name, lane }))
