import type { RemoteRepository, Report } from '../../core/report/report.ts'
import type { Sent } from './notifier.ts'

/** What may be done at a forge with what was configured for it. */
export interface Abilities {
  readonly statuses: boolean
  readonly deployments: boolean
  /** Only of a GitHub App. */
  readonly checkRuns: boolean
  readonly comments: boolean
  /** Hooks, their deliveries, deploy keys, pull requests may be asked for. */
  readonly api: boolean
}

/** A pull request that is open at the forge now. */
export interface OpenPullRequest {
  readonly number: number
  readonly title: string
  readonly author?: string
  readonly url?: string
  readonly base: string
  readonly headBranch: string
  /** Empty while there is none: no commit yet, or the branch is gone. */
  readonly head: string
  readonly isFork: boolean
  readonly labels: readonly string[]
}

/** A webhook request that did not reach us, as the forge lists it. */
export interface FailedDelivery {
  /** The forge's number of the attempt, to be sent again. */
  readonly attempt: string
  /** The delivery id that the request carries. */
  readonly delivery: string
  readonly event: string
  /** UTC, epoch milliseconds. */
  readonly at: number
}

export interface Credentials {
  readonly user: string
  readonly password: string
}

/**
 * The forges' APIs. Every call is bounded in time and makes one attempt; `send` never throws unless the signal aborts, the others throw a
 * RedhookError: PROVIDER_UNREACHABLE (heals), PROVIDER_DENIED, PROVIDER_LIMITED (heals), PROVIDER_FAILED.
 */
export interface ProviderApi {
  /** Asks nobody. */
  abilities(repository: RemoteRepository): Abilities
  /** Tells the forge; the same report twice does no harm. */
  send(repository: RemoteRepository, report: Report, signal: AbortSignal): Promise<Sent>
  /** Undefined where the API may not be asked. */
  openPullRequests(repository: RemoteRepository, signal?: AbortSignal): Promise<OpenPullRequest[] | undefined>
  /** Of the hook that leads to `hookUrl`, since then, without those that arrived later. Undefined where that can't be asked. */
  failedDeliveries(
    repository: RemoteRepository,
    request: { readonly hookUrl: string; readonly since: number },
    signal?: AbortSignal,
  ): Promise<FailedDelivery[] | undefined>
  redeliver(repository: RemoteRepository, hookUrl: string, attempt: string, signal?: AbortSignal): Promise<void>
  /** Whether the label was put on by somebody who may write to the repository; undefined where it can't be asked. */
  mayWrite(repository: RemoteRepository, user: string, signal?: AbortSignal): Promise<boolean | undefined>
  /** For `git` over HTTPS; undefined where nothing is configured for this URL. Minted or renewed as needed. */
  credentials(url: string, repository: string | undefined): Promise<Credentials | undefined>
  /** What `redhook add` and `check --online` need. */
  readonly setup: ProviderSetup
  /** An App was installed or removed: what was known of installations is asked for anew. */
  forgetInstallations(): void
}

export interface ProviderSetup {
  /** The hook that leads there; undefined when there is none. */
  findHook(
    repository: RemoteRepository,
    hookUrl: string,
    signal?: AbortSignal,
  ): Promise<
    | {
        readonly id: string
        readonly isActive: boolean
        readonly events: readonly string[]
        readonly lastStatus?: string
      }
    | undefined
  >
  /** Makes it, with this secret and the events that Redhook acts on. */
  createHook(
    repository: RemoteRepository,
    hook: { readonly url: string; readonly secret: string },
    signal?: AbortSignal,
  ): Promise<{ readonly id: string }>
  /** Asks the forge to send something; false where it sends nothing by request. */
  pingHook(repository: RemoteRepository, id: string, signal?: AbortSignal): Promise<boolean>
  removeHook(repository: RemoteRepository, id: string, signal?: AbortSignal): Promise<void>
  /** A read-only deploy key. */
  addDeployKey(
    repository: RemoteRepository,
    key: { readonly title: string; readonly publicKey: string },
    signal?: AbortSignal,
  ): Promise<{ readonly id: string }>
  removeDeployKey(repository: RemoteRepository, id: string, signal?: AbortSignal): Promise<void>
}
