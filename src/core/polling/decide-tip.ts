/** What is known of a tip that is not the one that was remembered last. */
export interface TipFacts {
  /** The app is polled: its deliveries are not waited for. */
  readonly isPolled: boolean
  /** Something of this app waits, or runs and has not synced yet: it will have the newest tip. */
  readonly isBusy: boolean
  /** A deployment or a delivery had this very tip. */
  readonly isDecided: boolean
  /** Some tip of this branch was decided on before. */
  readonly hasTips: boolean
  /** Since the tip was seen first, in milliseconds. */
  readonly seenForMs: number
}

/** `wait`: a delivery may be under way. `later`: at the next look. */
export type TipDecision = 'remember' | 'later' | 'wait' | 'queue'

/** GitHub gives a delivery up after 10 s; one that comes even later finds nothing to do. */
export const deliveryGraceMs = 10_000

/**
 * What to do about a tip. Where an app is polled, every tip that nobody decided on is deployed, the first of all included. Elsewhere it is
 * a push that got lost, but for the first tip of a branch, which nobody promised to tell of.
 */
export function decideTip({ isPolled, isBusy, isDecided, hasTips, seenForMs }: TipFacts): TipDecision {
  if (isDecided) return 'remember'
  if (isBusy) return 'later'
  if (isPolled) return 'queue'
  if (!hasTips) return 'remember'
  return seenForMs < deliveryGraceMs ? 'wait' : 'queue'
}
