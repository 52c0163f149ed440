import type { ProviderName } from '../provider.ts'
import type { Chosen } from './match.ts'
import type { Malformed, Meaning } from './meaning.ts'
import type { Acquaintances, KnownIdentity } from './recognise.ts'
import type { RepositoryName } from './repository-name.ts'

export type Understood = Exclude<Meaning, Malformed>

/** The decision on a signed request, before it is stored. */
export interface Judged {
  /** Absent when it could not be understood. */
  readonly meaning?: Understood
  readonly status: 'queued' | 'ignored' | 'pong'
  /** The decision in words a person understands. */
  readonly reason: string
  /** The apps to deploy. */
  readonly queue: readonly Chosen[]
  /** It is handed on to others once it is stored. */
  readonly isPending?: boolean
  /** Nothing that can be acted on: the HTTP status that says so. */
  readonly refused?: 400 | 403 | 415
  /** Most likely the registry or the hook is set up wrongly: somebody should look. */
  readonly suspicious: boolean
  /** It went well, but somebody should put this right. */
  readonly warning?: string
  /** A repository that is new, or was renamed. */
  readonly remember?: KnownIdentity
  /** It is refused until somebody accepts its repository. */
  readonly stranger?: Stranger
}

/** A repository that took over the name of another one. */
export interface Stranger {
  /** The full name, as the delivery has it. */
  readonly repository: string
  /** The apps that its pushes are for once it is accepted, by name. */
  readonly apps: readonly string[]
}

/** Where a request came in. */
export interface Origin {
  /** Of the URL alone: no header and no payload has a say in it. */
  readonly provider: ProviderName
  /** The repository of the URL `<provider>/<owner>/<name>`; absent at the general URL. */
  readonly own?: Required<RepositoryName>
}

/** The registry, who was heard of before, and what is Redhook's own echo. */
export interface JudgeFacts extends Acquaintances {
  /** The number or client id of Redhook's own App at this forge. */
  ownApp?(provider: ProviderName): string | undefined
  /** The newest change of a pull request, by `pullKey`, that was told so far. Epoch milliseconds. */
  newestOf?(pull: string): number | undefined
}

/** A decision without a deployment. */
export const answer = (status: 'ignored' | 'pong', reason: string): Judged => ({
  status,
  reason,
  queue: [],
  suspicious: false,
})

/** Nothing can be made of it. */
export const refuse = (refused: NonNullable<Judged['refused']>, reason: string): Judged => ({
  ...answer('ignored', reason),
  refused,
  suspicious: true,
})
