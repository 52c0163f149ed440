import type { App } from '../../core/app.ts'
import type { PullRequest } from '../../core/delivery/meaning.ts'
import type { StoredDelivery } from '../ports/listing-store.ts'
import type { CheckPorts } from './check-ports.ts'
import { startCheckRunner } from './check-runner.ts'
import { type ChecksDoor, createChecksDoor } from './checks-door.ts'
import { type QueuePorts, queueChecks } from './queue-checks.ts'

/** Checks of pull requests. Disposing ends what runs; it runs again at the next start. */
export interface Checks extends AsyncDisposable {
  readonly door: ChecksDoor
  /** For deliveries that are handed on; the same one twice does no harm. */
  handlePullRequest(delivery: StoredDelivery, meaning: PullRequest, apps: readonly App[]): Promise<void>
  /** Removes checks that ended before then, with their logs. */
  sweep(olderThan: number): void
}

export interface ChecksPorts extends CheckPorts, Pick<QueuePorts, 'whyForkRefused'> {}

/** Starts with what waits. */
export function startChecks(ports: ChecksPorts): Checks {
  const runner = startCheckRunner(ports)
  return {
    door: createChecksDoor(ports, runner),
    handlePullRequest: (delivery, meaning, apps) => queueChecks({ ...ports, runner }, delivery, meaning, apps),
    sweep(olderThan) {
      for (const { app, id } of ports.store.sweepChecks(olderThan)) ports.logs.remove(app, id)
    },
    [Symbol.asyncDispose]: () => runner.stop(),
  }
}
