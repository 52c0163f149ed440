import type { House } from '../../pipeline/house.ts'
import type { TokensPort } from '../access/tokens.ts'

/** What of the hook's settings a page tells those who make one. */
export interface HookPlace {
  readonly webhookPath: string
  readonly publicUrl?: string
  /** Whether a repository has a secret, and so a URL, of its own. */
  readonly hasOwnSecret?: (repository: string) => boolean
}

export interface DashboardPorts {
  readonly house: House
  readonly clock: { now(): number }
  readonly tokens: TokensPort
  /** Where the events are now; with line numbers by deployment, where its log is, too. */
  readonly events: { position(lines?: ReadonlyMap<number, number>): string }
  readonly settings: () => HookPlace
}
