import type { App } from '../core/app.ts'
import { RedhookError } from '../core/errors.ts'
import type { Log } from './ports/log.ts'

/** The registry as it was loaded, with every branch that could be resolved. */
export interface RegistrySnapshot {
  readonly apps: readonly App[]
  /** Grows by one with each registry that was taken over; caches hang on it. */
  readonly generation: number
}

export interface RegistryPorts<C extends { readonly apps: readonly App[] }> {
  /** Reads the files anew. @throws RedhookError CONFIG_INVALID with every mistake */
  load(): C
  /** The branch an app without `branch` deploys; undefined when it can't be told yet. */
  resolveBranch(app: App): Promise<string | undefined>
  /** A new registry is in force. */
  onChange(change: { readonly before: C; readonly now: C }): void
  readonly log: Log
}

export interface Registry<C> {
  current(): RegistrySnapshot
  config(): C
  find(name: string): App | undefined
  /** Takes over the files if they are good, else keeps the last good registry and says what is wrong. */
  reload(): void
  /** The mistakes of the last reload, if it brought a bad one. */
  problem(): RedhookError | undefined
  /** Resolves when the branches of the registry in force have been looked up. */
  settled(): Promise<void>
}

/** Holds the last good registry. */
export function createRegistry<C extends { readonly apps: readonly App[] }>(
  first: C,
  ports: RegistryPorts<C>,
): Registry<C> {
  let config = first
  let snapshot: RegistrySnapshot = { apps: first.apps, generation: 1 }
  let byName = indexByName(first.apps)
  let problem: RedhookError | undefined
  let settling = Promise.resolve()

  const take = (apps: readonly App[]) => {
    snapshot = { apps, generation: snapshot.generation + 1 }
    byName = indexByName(apps)
  }
  const settleBranches = () => {
    const of = config
    settling = resolveBranches(of.apps, ports).then(apps => {
      if (config === of && apps) take(apps)
    })
  }
  settleBranches()
  return {
    current: () => snapshot,
    config: () => config,
    find: name => byName.get(name),
    problem: () => problem,
    settled: () => settling,
    reload() {
      let next: C
      try {
        next = ports.load()
      } catch (error) {
        problem = asRegistryError(error)
        ports.log.error(
          { code: problem.code, problems: problem.message.split('\n') },
          'the registry has mistakes; the last good one stays in force',
        )
        return
      }
      const change = { before: config, now: next }
      problem = undefined
      config = next
      take(next.apps)
      ports.onChange(change)
      settleBranches()
      ports.log.info({ apps: next.apps.length }, 'registry loaded')
    },
  }
}

const indexByName = (apps: readonly App[]) => new Map(apps.map(app => [app.name, app]))

const asRegistryError = (error: unknown): RedhookError =>
  error instanceof RedhookError
    ? error
    : new RedhookError(String(error), { code: 'CONFIG_INVALID', hint: 'Run redhook check.', cause: error })

/** The apps with their branches; undefined when none had to be looked up. A branch that can't be told stays open. */
async function resolveBranches(
  apps: readonly App[],
  { resolveBranch, log }: Pick<RegistryPorts<never>, 'resolveBranch' | 'log'>,
): Promise<App[] | undefined> {
  if (apps.every(({ branch }) => branch !== undefined)) return undefined
  return Promise.all(
    apps.map(async app => {
      if (app.branch !== undefined) return app
      try {
        const branch = await resolveBranch(app)
        if (branch !== undefined) return { ...app, branch }
        log.warn({ app: app.name }, 'the branch to deploy cannot be told yet')
      } catch (error) {
        log.warn({ app: app.name, err: error }, 'the branch to deploy cannot be told yet')
      }
      return app
    }),
  )
}
