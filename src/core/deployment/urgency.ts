import type { Deployment } from './deployment.ts'

/**
 * What goes first among the deployments that wait; one waits per app and urgency. What an event wants of a tag or commit (`ref`) waits beside
 * the branch's tip, so that an old tag never takes the place of a newer tip; of those for a ref, the newest in git's history is deployed.
 */
export const urgencies = { ref: -1, push: 0, rollback: 1, wayBack: 2 } as const

/**
 * A way back that was interrupted ends before anything else of its app begins, since what runs till then is neither the old version nor
 * the new one. A rollback that a person wants goes before any push.
 */
export function urgencyOf({ cause, reached }: Pick<Deployment, 'cause' | 'reached'>): number {
  if (reached === 'rollback') return urgencies.wayBack
  if (cause.kind === 'push' && cause.ref !== undefined) return urgencies.ref
  return cause.kind === 'rollback' ? urgencies.rollback : urgencies.push
}
