import { setImmediate as nextTurn } from 'node:timers/promises'
import { createProviderApi } from '../../src/adapters/providers/provider-api.ts'
import { createProviders } from '../../src/config/create-providers.ts'
import type { App } from '../../src/core/app.ts'
import type { StepName } from '../../src/core/deployment/deployment.ts'
import { type Outbox, startOutbox } from '../../src/pipeline/outbox.ts'
import type { FinalState, Store } from '../../src/pipeline/ports/store.ts'
import { createRefusals } from '../../src/pipeline/reporting/refusals.ts'
import { type Reporting, startReporting } from '../../src/pipeline/reporting/reporting.ts'
import type { GitHubStub } from './github-stub.ts'
import { createMemoryLog, eventually, realClock, sampleApp } from './pipeline-samples.ts'
import { sampleWanted } from './store-samples.ts'

/** A commit by a number: its hash begins with it. */
export const commitOf = (number: number): string => String(number).padStart(4, '0').padEnd(40, 'a')

/** Reporting and the outbox on a real store, talking to the stub with the real client. */
export interface ReportingStage extends AsyncDisposable {
  readonly reporting: Reporting
  readonly log: ReturnType<typeof createMemoryLog>
  readonly outbox: Outbox
  /** Puts the clock forward, and looks at once for what is due by then. */
  forward(ms: number): void
}

export interface StageOptions {
  readonly apps?: readonly App[]
  /** As the App of the stub. Else with its token. */
  readonly asApp?: boolean
  readonly secrets?: readonly string[]
}

/** Starts it, as the server does. */
export function startReportingStage(store: Store, stub: GitHubStub, options: StageOptions = {}): ReportingStage {
  const { apps = [sampleApp('shop')], secrets = [], asApp = false } = options
  let ahead = 0
  const clock = { ...realClock, now: () => Date.now() + ahead }
  const log = createMemoryLog()
  const refusals = createRefusals(clock)
  const { id, privateKey } = asApp ? stub.app() : { id: 0, privateKey: '' }
  const access = asApp ? { app: { id: String(id), privateKey } } : { token: stub.token }
  const settings = createProviders({ github: { apiUrl: stub.url, ...access } })
  const forges = createProviderApi({ settings: () => settings, remoteIds: store })
  const shared = { store, clock, log, forges, refusals, secrets: () => secrets }
  const outbox = startOutbox({
    ...shared,
    notifier: { send: () => Promise.reject(new Error('nobody is told by a channel here')) },
    channels: () => new Map(),
    allowPrivate: () => [],
  })
  const reporting = startReporting({
    ...shared,
    apps: () => apps,
    findApp: name => apps.find(app => app.name === name),
    publicUrl: () => 'https://redhook.example.com',
    wake: outbox.wake,
  })
  return {
    reporting,
    log,
    outbox,
    forward(ms) {
      ahead += ms
      outbox.wake()
    },
    async [Symbol.asyncDispose]() {
      reporting[Symbol.dispose]()
      await outbox.stop()
    },
  }
}

/** Queues a push of this commit. */
export const push = (store: Store, after: string, app = 'shop', repository = `acme/${app}`): Promise<number> =>
  store
    .request(sampleWanted(app, { repository, cause: { kind: 'push', delivery: after.slice(0, 6), after } }), Date.now())
    .then(({ id }) => id)

/** Claims what is next, and walks these steps of it. */
export function walk(store: Store, id: number, commit: string, steps: readonly StepName[]): void {
  store.claim(Date.now())
  for (const step of steps) {
    store.beginStep(id, step, Date.now())
    if (step === 'sync') store.patch(id, { commit })
    store.endStep(id, step, 'done', 5)
  }
}

/** Runs a push from its start to its end. */
export async function deploy(
  store: Store,
  commit: string,
  state: FinalState = 'succeeded',
  app = 'shop',
): Promise<number> {
  const id = await push(store, commit, app)
  walk(store, id, commit, ['sync', 'plan', 'build', 'up', 'verify'])
  const error = { code: 'BUILD_FAILED' as const, message: 'web could not be built', hint: 'Read the log.' }
  store.finish(id, state, Date.now(), { reason: 'so it ended', ...(state === 'succeeded' ? {} : { error }) })
  return id
}

/** Waits until all that happened was looked at, and nothing waits in the outbox. */
export async function settled(store: Store): Promise<void> {
  // Whoever follows the events is called in the next turn.
  await nextTurn()
  await nextTurn()
  await eventually(
    () => store.outboxCounts().waiting,
    waiting => waiting === 0,
  )
}

/** What the outbox holds, oldest first: `status sent 1`. */
export const outboxOf = (store: Store): string[] =>
  store
    .listOutbox({ limit: 100 })
    .map(({ kind, state, attempts }) => `${kind} ${state} ${attempts}`)
    .toReversed()
