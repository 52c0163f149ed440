import type { ProviderSettings } from '../../core/provider-settings.ts'
import type { Report } from '../../core/report/report.ts'
import type { Credentials, FailedDelivery, OpenPullRequest, ProviderSetup } from '../../pipeline/ports/provider-api.ts'
import type { RemoteIdStore } from '../../pipeline/ports/remote-id-store.ts'

/** What every forge is made of. */
export interface ForgeParts {
  readonly settings: ProviderSettings
  readonly remoteIds: RemoteIdStore
  /** How long one request may take, in milliseconds. */
  readonly limitMs: number
  /** UTC, epoch milliseconds. */
  now(): number
}

/** One forge, asked in one attempt and a bounded time. Failures are RedhookErrors; a repository is its full name. */
export interface Forge {
  send(repository: string, report: Report, signal?: AbortSignal): Promise<void>
  openPullRequests?(repository: string, signal?: AbortSignal): Promise<OpenPullRequest[]>
  failedDeliveries?(
    repository: string,
    request: { readonly hookUrl: string; readonly since: number },
    signal?: AbortSignal,
  ): Promise<FailedDelivery[] | undefined>
  redeliver?(repository: string, hookUrl: string, attempt: string, signal?: AbortSignal): Promise<void>
  mayWrite?(repository: string, user: string, signal?: AbortSignal): Promise<boolean>
  /** For git; undefined where the forge knows no such repository of ours. */
  credentials(repository: string): Promise<Credentials | undefined>
  readonly setup?: ForgeSetup
  forgetInstallations?(): void
}

/** As `ProviderSetup`, of one forge. */
export type ForgeSetup = {
  readonly [K in keyof ProviderSetup]: ProviderSetup[K] extends (first: never, ...rest: infer Rest) => infer Result
    ? (repository: string, ...rest: Rest) => Result
    : never
}

/** `acme/tools/shop` → `acme/tools` and `shop`. */
export function splitName(repository: string): { readonly owner: string; readonly repo: string } {
  const slash = repository.lastIndexOf('/')
  return { owner: repository.slice(0, Math.max(0, slash)), repo: repository.slice(slash + 1) }
}

/** Under which a thing at the forge is remembered. */
export const remoteKey = ({ name }: ProviderSettings, repository: string, thing: string): string =>
  `${name}/${repository} ${thing}`
