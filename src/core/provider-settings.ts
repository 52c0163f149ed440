import type { ProviderName } from './provider.ts'

/** How a forge is reached, and what it knows Redhook by: `providers` of the registry, every default filled in. */
export interface ProviderSettings {
  readonly name: ProviderName
  /** Where people and git find it, without a slash at the end; absent where it is a server of one's own that nobody named. */
  readonly url?: string
  /** Where its API is, without a slash at the end; absent with `url`. */
  readonly apiUrl?: string
  /** Who `token` belongs to; absent: what the forge takes with tokens. */
  readonly user?: string
  readonly token?: string
  readonly app?: GitHubApp
  /** What its webhooks are proved with. */
  readonly secret?: string
  /** Still valid during a rotation. */
  readonly previousSecret?: string
}

/** A GitHub App. */
export interface GitHubApp {
  /** The App's id or its client id. */
  readonly id: string
  /** PEM, with real line ends. */
  readonly privateKey: string
}

/** All forges, also those of which nothing is configured. */
export type ProvidersSettings = Readonly<Record<ProviderName, ProviderSettings>>

/** What of them must never be shown. */
export const providerSecrets = ({ token, app, secret, previousSecret }: ProviderSettings): string[] =>
  [token, app?.privateKey, secret, previousSecret].filter(value => value !== undefined)
