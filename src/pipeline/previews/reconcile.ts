import { toFailure } from '../../core/errors.ts'
import { hasPreviews } from '../../core/preview/is-preview.ts'
import type { Git } from '../ports/git.ts'
import type { Log } from '../ports/log.ts'
import type { ProviderApi } from '../ports/provider-api.ts'
import { compareOpen, type Hear } from './compare-open.ts'
import type { Keeper } from './keeper.ts'
import type { RemovePorts } from './remove-preview.ts'
import { removeStrays } from './remove-strays.ts'
import type { Roster } from './roster.ts'

export interface ReconcilePorts extends RemovePorts {
  readonly log: Log
  readonly git: Pick<Git, 'remoteTips'>
  readonly providers: Pick<ProviderApi, 'openPullRequests'>
  readonly roster: Pick<Roster, 'current' | 'find'>
  /** Resolves when the branches of the registry in force are known. */
  settled(): Promise<void>
  /** How often, in milliseconds. Default: ten minutes. */
  readonly reconcileMs?: number
}

interface ReconcileParts extends ReconcilePorts {
  readonly keeper: Keeper
  readonly hear: Hear
}

export interface Reconciling extends AsyncDisposable {
  /** Looks now. */
  look(): void
}

const usualMs = 600_000

/** Compares what previews there are with what there should be: at the start, then again and again, since events get lost. */
export function startReconciling(ports: ReconcileParts): Reconciling {
  const ending = new AbortController()
  const { signal } = ending
  let awake = new AbortController()
  settleAll(ports)
  const work = (async () => {
    while (!signal.aborted) {
      await reconcile(ports, signal).catch((error: unknown) => {
        if (!signal.aborted) ports.log.error({ err: error }, 'previews could not be reconciled')
      })
      awake = new AbortController()
      await ports.clock
        .sleep(ports.reconcileMs ?? usualMs, AbortSignal.any([signal, awake.signal]))
        .catch(() => undefined)
    }
  })()
  return {
    look: () => awake.abort(),
    async [Symbol.asyncDispose]() {
      ending.abort()
      await work
    },
  }
}

/** What was begun goes on, and what is too old goes, without asking anybody. */
function settleAll({ store, keeper }: ReconcileParts): void {
  for (const app of new Set(store.previews().map(preview => preview.app))) keeper.settle(app)
}

async function reconcile(ports: ReconcileParts, signal: AbortSignal): Promise<void> {
  if (!isUsed(ports)) return
  settleAll(ports)
  await ports.settled()
  for (const app of ports.roster.current().apps.filter(hasPreviews)) {
    if (signal.aborted) return
    await compareOpen(app, ports, signal).catch((error: unknown) => {
      if (!signal.aborted) {
        ports.log.warn({ app: app.name, problem: toFailure(error).message }, 'open pull requests could not be compared')
      }
    })
  }
  if (signal.aborted) return
  await removeStrays(ports, signal).catch((error: unknown) => {
    if (!signal.aborted)
      ports.log.warn({ problem: toFailure(error).message }, 'leftovers of previews could not be looked for')
  })
}

/** Without any preview, now or ever, nobody is asked anything. */
const isUsed = ({ roster, store }: ReconcileParts): boolean =>
  roster.current().apps.some(hasPreviews) || store.previews({ all: true }).length > 0
