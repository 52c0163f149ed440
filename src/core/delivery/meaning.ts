import type { RepositoryName } from './repository-name.ts'

/** What a delivery says, whichever forge sent it: parsed once, only the fields that are used. */
export type Meaning = Push | Ping | OtherEvent | Malformed

export interface Push {
  readonly kind: 'push'
  readonly repository: RepositoryName
  /** As sent: `refs/heads/main`, `refs/tags/v1`. */
  readonly ref: string
  readonly before?: string
  readonly after?: string
  readonly deleted: boolean
  readonly forced: boolean
  readonly pusher?: string
}

/** The sender's greeting after a hook was created. Hooks of organizations name no repository. */
export interface Ping {
  readonly kind: 'ping'
  readonly repository?: RepositoryName
}

/** An event that deploys nothing. */
export interface OtherEvent {
  readonly kind: 'other'
  readonly repository?: RepositoryName
}

/** Authentic, but not what its event must look like. */
export interface Malformed {
  readonly kind: 'malformed'
  /** What is wrong, as a sentence without a full stop. */
  readonly problem: string
}
