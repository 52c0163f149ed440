import type { Octokit } from '@octokit/core'

/** Permissions of an App, by GitHub's names. */
export type Permissions = Readonly<Record<string, 'read' | 'write'>>

/** Octokit's, with every published operation typed. */
export type Request = Octokit['request']

export interface GitHubCall {
  readonly repository: string
  /** The permission that the call takes. */
  readonly needs: Permissions
  /** What is attempted, as the start of a sentence. */
  readonly what: string
  readonly signal?: AbortSignal | undefined
}

/** GitHub's API as a token or an App. */
export interface GitHubClient {
  /** One request; with an App, a second one when the token turns out to be void. */
  ask<T>(call: GitHubCall, send: (request: Request) => Promise<{ data: T }>): Promise<T>
  /** As the App itself. @throws RedhookError PROVIDER_DENIED without one */
  askAsApp<T>(
    call: Omit<GitHubCall, 'repository' | 'needs'>,
    send: (request: Request) => Promise<{ data: T }>,
  ): Promise<T>
  /** A token for git, and the user that goes with it; undefined where the App is not installed for the repository. */
  gitToken(repository: string): Promise<string | undefined>
  forgetInstallations(): void
}
