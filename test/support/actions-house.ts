import { openStore } from '../../src/adapters/store/store.ts'
import type { App } from '../../src/core/app.ts'
import { createAppIndex } from '../../src/core/delivery/app-index.ts'
import { createHouse, type HousePorts } from '../../src/pipeline/create-house.ts'
import { type Holding, startHolding } from '../../src/pipeline/holding.ts'
import type { House } from '../../src/pipeline/house.ts'
import type { Clock } from '../../src/pipeline/ports/clock.ts'
import type { Store } from '../../src/pipeline/ports/store.ts'
import type { Outcome, RunSignals } from '../../src/pipeline/run.ts'
import { startWorker } from '../../src/pipeline/worker.ts'
import { noChecks } from './no-checks.ts'
import { noPreviews } from './no-previews.ts'
import { createMemoryLog, eventually, realClock, sampleApp } from './pipeline-samples.ts'
import { rememberedHere } from './remembered-here.ts'
import { makeDataFolder } from './store-samples.ts'

/** A house over a real store and a real worker; what a deployment does is told by the test. */
export interface ActionsHouse extends AsyncDisposable {
  readonly house: House
  readonly store: Store
  readonly holding: Holding
  /** What was said of locks: `locked shop`, `unlocked shop by ann`. */
  readonly told: string[]
  /** Lets the worker begin. */
  work(run?: Run): void
  /** Waits until a deployment is in this state. */
  until(id: number, state: string): Promise<void>
}

type Run = (app: App, signals: RunSignals) => Promise<Outcome>

const succeed: Run = async () => ({ state: 'succeeded', reason: 'live' })

export interface ActionsOptions {
  readonly apps?: readonly App[]
  readonly clock?: Clock
  readonly ports?: Partial<HousePorts>
  /** The data folder of a house before; it stays. */
  readonly dataDir?: string
}

/** Opens it; nothing runs before `work`. */
export function openActionsHouse({
  apps = [sampleApp('shop'), sampleApp('blog')],
  clock = realClock,
  ports = {},
  dataDir,
}: ActionsOptions = {}): ActionsHouse {
  const data = dataDir === undefined ? makeDataFolder() : undefined
  const store = openStore(dataDir ?? data?.path ?? '', { clock })
  const log = createMemoryLog()
  const told: string[] = []
  let worker: ReturnType<typeof startWorker> | undefined
  const wake = () => worker?.wake()
  const snapshot = { apps, generation: 1 }
  const holding = startHolding({
    ...{ store, clock, log, wake },
    registry: () => snapshot,
    onLockEnded: lock => told.push(`unlocked ${lock.app} by time`),
  })
  const { held, detours } = holding
  const house = createHouse({
    ...{ version: '1.2.3', store, clock, log, detours, wake, checks: noChecks, previews: noPreviews },
    logs: { read: () => emptyLog() } as unknown as HousePorts['logs'],
    docker: { containersOf: async () => [] },
    apps: () => held.current().apps,
    appIndex: () => createAppIndex(held.current().apps),
    repositories: rememberedHere(),
    followUp: () => undefined,
    preview: () => Promise.reject(new Error('not expected')),
    readiness: async () => [],
    health: () => Promise.reject(new Error('not expected')),
    onLocks: holding.onLocks,
    tellLocks: {
      locked: lock => told.push(`locked ${lock.app}`),
      unlocked: (lock, by) => told.push(`unlocked ${lock.app} by ${by}`),
    },
    cancelInWorker: (id, error) => worker?.cancel(id, error),
    ...ports,
  })
  return {
    ...{ house, store, holding, told },
    work(run = succeed) {
      worker = startWorker({
        ...{ store, clock, log, findApp: held.find },
        run: (_deployment, app, signals) => run(app, signals),
      })
    },
    async until(id, state) {
      await eventually(
        () => store.get(id),
        found => found?.state === state,
      )
    },
    async [Symbol.asyncDispose]() {
      holding[Symbol.dispose]()
      await worker?.stop(100)
      await store[Symbol.asyncDispose]()
      data?.[Symbol.dispose]()
    },
  }
}

async function* emptyLog(): AsyncGenerator<never> {
  // Nobody wrote a line.
}
