import type { Deployment, State } from './deployment.ts'

/** Whether a delivery that comes again may deploy an app anew whose deployment, from the same delivery, is in this state. */
export const mayRunAgain = (state: State | undefined): boolean => state === 'failed' || state === 'cancelled'

/** Why a delivery that comes again does nothing, for people. */
export function whyDuplicate(earlier: readonly Pick<Deployment, 'id' | 'app' | 'state'>[]): string {
  const led = earlier.map(({ id, app, state }) => `${id} (${app}, ${state})`).join(', ')
  return `This delivery was received before and led to deployment${earlier.length === 1 ? '' : 's'} ${led}`
}
