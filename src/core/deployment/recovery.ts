import type { Failure } from '../errors.ts'
import { type Deployment, hasReached } from './deployment.ts'
import { isWhole } from './way-back.ts'

/**
 * What becomes of a deployment that a crash interrupted. It runs again from the start, until it was tried often enough. Then, if it had
 * touched containers, what remains is the way back to what ran before it. A way back goes on as long as twice the attempts are not up.
 */
export function planRecovery(
  { attempts, reached, previous }: Pick<Deployment, 'attempts' | 'reached' | 'previous'>,
  mostAttempts: number,
): Recovery {
  if (reached === 'rollback') return attempts < 2 * mostAttempts ? goesOn : lost(attempts)
  if (attempts < mostAttempts) return runsAgain
  const error = interrupted(attempts)
  if (isWhole(previous) && hasReached(reached, 'up'))
    return { what: 'back', reason: `${error.message}; ${toBack}`, error }
  return { what: 'end', reason: error.message, error }
}

/** `again`: from the start, or in the middle of its way back. `back`: queued for the way back alone, with the failure it has now. */
export type Recovery =
  | { readonly what: 'again'; readonly reason: string }
  | { readonly what: 'back' | 'end'; readonly reason: string; readonly error: Failure }

const runsAgain: Recovery = { what: 'again', reason: 'Redhook was interrupted while it ran; it runs again' }
const goesOn: Recovery = { what: 'again', reason: 'Redhook was interrupted during the rollback, which goes on' }
const toBack = 'the version before it is put back'

const interrupted = (attempts: number): Failure => ({
  code: 'INTERRUPTED',
  message: `Redhook was interrupted ${attempts} times while it ran`,
  hint: "Read this deployment's log for the step it ended in, then deploy the app again.",
})

function lost(attempts: number): Recovery {
  const message = `The rollback was interrupted, and did not come to its end in ${attempts} attempts`
  const hint = 'See what runs with docker compose ps, and what ends Redhook in its log; then deploy the app again.'
  return { what: 'end', reason: message, error: { code: 'ROLLBACK_FAILED', message, hint } }
}
