import type { ForgeParts } from '../forge.ts'
import type { GitHubClient } from './call.ts'

/** What one report is sent with. */
export interface Sending extends ForgeParts {
  readonly client: GitHubClient
  readonly repository: string
  readonly signal?: AbortSignal | undefined
}
