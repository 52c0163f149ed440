import type { ProviderName } from '../provider.ts'

/** A repository at its forge. */
export interface RemoteRepository {
  readonly provider: ProviderName
  /** `acme/shop`; groups and projects included. */
  readonly name: string
}

/** What a forge is told. Texts hold no secret; a description has at most 140 characters. */
export type Report = StatusReport | DeploymentReport | CheckRunReport | CommentReport

/** A commit status. */
export interface StatusReport {
  readonly kind: 'status'
  readonly commit: string
  /** What it is a status of; a later one of the same context takes its place: `redhook/shop`. */
  readonly context: string
  readonly state: 'pending' | 'success' | 'failure' | 'error'
  readonly description: string
  readonly url?: string
}

/** A deployment as the forge shows it, with its newest state. */
export interface DeploymentReport {
  readonly kind: 'deployment'
  /** Redhook's own deployment; together with the commit it names the forge's, since a tip may move before it is deployed. */
  readonly deployment: number
  readonly commit: string
  readonly environment: string
  /** `inactive`: it does not run any more, or never did; a forge that has not heard of it need not be told. */
  readonly state: 'queued' | 'in_progress' | 'success' | 'failure' | 'error' | 'inactive'
  readonly description: string
  readonly logUrl?: string
  readonly environmentUrl?: string
  /** It goes away by itself: a preview. */
  readonly isTransient: boolean
}

/** A check run; GitHub takes them of an App alone. */
export interface CheckRunReport {
  readonly kind: 'check-run'
  readonly commit: string
  readonly name: string
  /** The same for every report of one run. */
  readonly key: string
  readonly state: 'queued' | 'in_progress' | 'success' | 'failure' | 'cancelled' | 'skipped'
  readonly title: string
  /** Markdown. */
  readonly summary: string
  readonly url?: string
  /** UTC, epoch milliseconds. */
  readonly startedAt?: number
  readonly finishedAt?: number
}

/** One comment on a pull request: made once, then edited. */
export interface CommentReport {
  readonly kind: 'comment'
  readonly number: number
  /** What finds the comment again, hidden in its text: `redhook preview of shop`. */
  readonly marker: string
  /** Markdown. */
  readonly body: string
}
