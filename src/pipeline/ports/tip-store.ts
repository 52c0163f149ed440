import type { ProviderName } from '../../core/provider.ts'

/** A commit that the branch of an app is at. */
export interface BranchTip {
  readonly app: string
  readonly branch: string
  readonly commit: string
}

/** Which tips of an app's branch were decided on, whatever came of it. */
export interface TipStore {
  /**
   * Whether this tip was decided on: a deployment of the app has it as its commit or was queued for it, or a delivery of the repository that
   * was not refused has it as its `after` on this branch. With `since` (UTC, epoch milliseconds) only what happened later counts, since a
   * branch may be moved back. Looks at the newest few hundred of each.
   */
  isTipDecided(
    tip: BranchTip & {
      readonly provider: ProviderName
      /** Its full name. */
      readonly repository: string
      readonly since?: number
    },
  ): boolean
  /** This tip needs no further decision. Durable with the next durable write. */
  rememberTip(tip: BranchTip & { readonly at: number }): void
  /** The newest one that was remembered, and when. */
  rememberedTip(app: string, branch: string): { readonly commit: string; readonly at: number } | undefined
  /** Whether any tip of the app's branch was ever decided on: before that there is nothing to have missed. */
  hasTips(app: string, branch: string): boolean
}
