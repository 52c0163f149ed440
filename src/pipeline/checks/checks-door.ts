import { checkCancelled } from '../../core/check/check-words.ts'
import { RedhookError } from '../../core/errors.ts'
import type { CheckRun, CheckStore } from '../ports/check-store.ts'
import type { LogEnd, LogLine } from '../ports/deployment-logs.ts'
import type { CheckPorts } from './check-ports.ts'
import type { CheckRunner } from './check-runner.ts'

/** What the doors see of checks, and ask for. */
export interface ChecksDoor {
  getCheck(id: number): CheckRun | undefined
  /** Newest first. */
  listChecks(filter: Parameters<CheckStore['checks']>[0]): CheckRun[]
  /** Runs one that has ended again. @throws RedhookError CHECK_UNKNOWN, NOT_ENDED, USAGE */
  retryCheck(id: number, by: string): CheckRun
  /** Ends one that waits or runs. @throws RedhookError CHECK_UNKNOWN, ALREADY_ENDED */
  cancelCheck(id: number, by: string): CheckRun
  /** The log from its start, as far as it is written. Undefined: no such check. */
  readCheckLog(id: number, options: { readonly signal: AbortSignal }): AsyncIterable<LogLine> | undefined
  /** The last lines of the log, so many at most. Undefined: no such check. */
  readCheckLogEnd(id: number, most: number): Promise<LogEnd> | undefined
}

/** Checks as people see them. */
export function createChecksDoor(
  { store, clock, logs, log }: Pick<CheckPorts, 'store' | 'clock' | 'logs' | 'log'>,
  runner: Pick<CheckRunner, 'wake' | 'cancel'>,
): ChecksDoor {
  const logOf = <T>(id: number, read: (check: CheckRun) => T): T | undefined => {
    const check = store.check(id)
    return check && read(check)
  }
  return {
    getCheck: id => store.check(id),
    listChecks: filter => store.checks(filter),
    retryCheck(id, by) {
      refuseRetry(findCheck(store, id))
      store.retryCheck(id)
      log.info({ check: id, by }, 'check is run again')
      runner.wake()
      return findCheck(store, id)
    },
    cancelCheck(id, by) {
      refuseCancel(findCheck(store, id))
      const error = checkCancelled(`Cancelled by ${by}`)
      if (!runner.cancel(id, error))
        store.finishCheck(id, { state: 'cancelled', reason: error.message, now: clock.now() })
      log.info({ check: id, by }, 'check is cancelled')
      return findCheck(store, id)
    },
    readCheckLog: (id, { signal }) => logOf(id, ({ app }) => logs.read(app, id, { signal })),
    readCheckLogEnd: (id, most) => logOf(id, ({ app }) => logs.readEnd(app, id, most)),
  }
}

/** It waits or runs: more comes of it by itself. */
export const isUnderWay = ({ state }: Pick<CheckRun, 'state'>): boolean => state === 'queued' || state === 'running'

/** It is of a fork and was not let through: only the label lets it run. */
export const needsLabel = ({ isFork, attempts, state }: CheckRun): boolean =>
  isFork && attempts === 0 && state === 'skipped'

function refuseRetry(check: CheckRun): void {
  if (isUnderWay(check))
    throw new RedhookError(`Check ${check.id} has not ended yet`, {
      code: 'NOT_ENDED',
      hint: 'Wait for it, or cancel it.',
    })
  if (needsLabel(check))
    throw new RedhookError(`Check ${check.id} is of a fork and was not let through`, {
      code: 'USAGE',
      hint: 'A maintainer lets this head commit through with the label that forks.label of the app names.',
    })
}

function refuseCancel(check: CheckRun): void {
  if (isUnderWay(check)) return
  throw new RedhookError(`Check ${check.id} has ended already: ${check.state}`, {
    code: 'ALREADY_ENDED',
    hint: 'To run it again, retry it.',
  })
}

/** @throws RedhookError CHECK_UNKNOWN */
export function findCheck(store: { check(id: number): CheckRun | undefined }, id: number): CheckRun {
  const check = store.check(id)
  if (check !== undefined) return check
  throw new RedhookError(`There is no check ${id}`, {
    code: 'CHECK_UNKNOWN',
    hint: 'Old ones are no longer kept. See which there are: GET /api/v1/checks.',
  })
}
