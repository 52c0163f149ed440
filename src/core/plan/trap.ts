/** Something in a Compose project that a deployment cannot repair: what it leads to, and what to do about it. */
export interface Trap {
  readonly kind: TrapKind
  /** At least one, in the model's order. */
  readonly services: readonly string[]
  /** What was found, and what comes of it. */
  readonly text: string
  readonly remedy: string
}

export type TrapKind =
  // code goes into an image, and a change of it does not build it
  | 'ignored-code'
  | 'covered-code'
  | 'remote-context'
  | 'unknown-base'
  // which image runs is left to chance
  | 'same-tag'
  | 'other-tag'
  | 'no-pull-policy'
  | 'moving-tag'
  // red and blue cannot run side by side
  | 'container-name'
  | 'published-port'
  // a failure is noticed late
  | 'no-healthcheck'

/** What beside the model tells traps. */
export interface TrapFacts {
  /** The checkout's real path: `paths` are relative to it. */
  readonly root: string
  /** Every path that git tracks. */
  readonly paths: readonly string[]
  /** The app's `ignore`. */
  readonly ignore: readonly string[]
  readonly pull: 'missing' | 'always'
  /** Whether the color comes from `.env`, so that red and blue may run side by side. */
  readonly canSwitchColor: boolean
  /** The text of each Compose file: tells what is written there from what a variable brings. */
  readonly composeTexts: readonly string[]
}
