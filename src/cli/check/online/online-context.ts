import type { Env } from '../../../config/env.ts'
import type { Config } from '../../../config/load.ts'
import type { App } from '../../../core/app.ts'
import type { RemoteRepository } from '../../../core/report/report.ts'
import type { SetupPorts } from '../../add/add-ports.ts'

/** What the checks get that ask hosts and forges. */
export interface OnlineContext {
  readonly config: Config
  readonly env: Pick<Env, 'webhookSecret'>
  readonly ports: Pick<SetupPorts, 'git' | 'forge'>
  readonly signal: AbortSignal
  /** UTC, epoch milliseconds. */
  now(): number
}

/** So many questions are under way at once, and each has so long. */
export const bounds = { atOnce: 8, timeoutMs: 15_000 }

/** For one question. */
export const limited = (signal: AbortSignal): AbortSignal =>
  AbortSignal.any([signal, AbortSignal.timeout(bounds.timeoutMs)])

/** A repository with its apps. */
export interface Repository extends RemoteRepository {
  readonly apps: readonly App[]
}

/** The repositories of the registry, each once; those of any owner have no page to ask. */
export function repositoriesOf(apps: readonly App[]): Repository[] {
  const named = apps.filter(({ repository }) => !repository.startsWith('*/'))
  const groups = Map.groupBy(named, ({ provider, repository }) => `${provider} ${repository.toLowerCase()}`)
  return [...groups.values()].flatMap(group => {
    const [first] = group
    return first === undefined ? [] : [{ provider: first.provider, name: first.repository, apps: group }]
  })
}
