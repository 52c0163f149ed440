import type { Deployment } from './deployment.ts'

/** What goes first among the deployments that wait; one waits per app and urgency. */
export const urgencies = { push: 0, rollback: 1, wayBack: 2 } as const

/**
 * A way back that was interrupted ends before anything else of its app begins, since what runs till then is neither the old version nor
 * the new one. A rollback that a person wants goes before any push.
 */
export function urgencyOf({ cause, reached }: Pick<Deployment, 'cause' | 'reached'>): number {
  if (reached === 'rollback') return urgencies.wayBack
  return cause.kind === 'rollback' ? urgencies.rollback : urgencies.push
}
