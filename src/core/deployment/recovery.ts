import type { Failure } from '../errors.ts'
import type { Deployment } from './deployment.ts'

/** What becomes of a deployment that a crash interrupted: it runs again from the start, or it was tried often enough. */
export function planRecovery({ attempts }: Pick<Deployment, 'attempts'>, mostAttempts: number): Recovery {
  if (attempts < mostAttempts) return { again: true, reason: 'Redhook was interrupted while it ran; it runs again' }
  const reason = `Redhook was interrupted ${attempts} times while it ran`
  const hint = "Read this deployment's log for the step it ended in, then deploy the app again."
  return { again: false, reason, error: { code: 'INTERRUPTED', message: reason, hint } }
}

export type Recovery =
  | { readonly again: true; readonly reason: string }
  | { readonly again: false; readonly reason: string; readonly error: Failure }
