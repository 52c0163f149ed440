import type { RedhookError } from '../core/errors.ts'

/** What people have cancelled, each deployment by a signal of its own. Kept in memory: a crash forgets it, and the deployment runs again. */
export interface Cancels {
  /** Aborts with the error of `cancel`, also where that came first. */
  signalOf(id: number): AbortSignal
  cancel(id: number, error: RedhookError): void
  /** It has ended, or waits again. */
  forget(id: number): void
}

export function createCancels(): Cancels {
  const controllers = new Map<number, AbortController>()
  const of = (id: number): AbortController => {
    const known = controllers.get(id) ?? new AbortController()
    controllers.set(id, known)
    return known
  }
  return {
    signalOf: id => of(id).signal,
    cancel: (id, error) => of(id).abort(error),
    forget: id => controllers.delete(id),
  }
}
