import type { App } from '../../core/app.ts'
import { retryDelayMs } from '../../core/deployment/retry.ts'
import { toFailure } from '../../core/errors.ts'
import { hasPreviews } from '../../core/preview/is-preview.ts'
import { afterRemoval, placePreviews } from '../../core/preview/place-previews.ts'
import type { Preview } from '../../core/preview/preview.ts'
import type { Log } from '../ports/log.ts'
import { queueDeployment } from '../queue-deployment.ts'
import { takePorts } from './provide-ports.ts'
import { type RemovePorts, removePreview } from './remove-preview.ts'
import type { Roster } from './roster.ts'

export interface KeeperPorts extends RemovePorts {
  readonly log: Log
  readonly roster: Pick<Roster, 'find' | 'refresh'>
  /** The roster has changed: whoever keeps a view of it looks anew. */
  onRoster(): void
  /** Something was queued. */
  wake(): void
}

/** Sees to it that previews become what they are to be. */
export interface Keeper extends AsyncDisposable {
  /** Writes a preview down, gives out the places anew, and sets to work. */
  put(preview: Preview): void
  /** Gives out the places of an app, and goes on with what was begun. */
  settle(app: string): void
  /** Queues a deployment of a live preview. */
  deploy(preview: Preview, by?: string): Promise<void>
}

interface KeeperParts extends KeeperPorts {
  /** A preview is other than it was. */
  onChange(preview: Preview): void
}

/** One removal at a time: they are rare, and the engine does not like many at once. */
export function createKeeper(ports: KeeperParts): Keeper {
  const { store, roster, log } = ports
  const ending = new AbortController()
  const removing = new Set<string>()
  const deploying = new Set<Promise<void>>()
  let line: Promise<void> = Promise.resolve()

  const write = (preview: Preview) => {
    const before = store.preview(preview.app, preview.number)
    store.putPreview(preview)
    roster.refresh()
    ports.onRoster()
    ports.onChange(preview)
    if (preview.state === 'removing') startRemoval(preview)
    if (preview.state === 'live' && (before?.state !== 'live' || before.head !== preview.head)) start(deploy(preview))
  }

  /** Nothing is written down before its place is known: what may not run is never live, not for a moment. */
  const settle = (name: string, news?: Preview) => {
    const app = roster.find(name)
    const known = store.previews({ app: name })
    const previews = news === undefined ? known : [news, ...known.filter(({ number }) => number !== news.number)]
    const changed =
      app === undefined || !hasPreviews(app)
        ? previews.filter(({ state }) => state !== 'removing' && state !== 'gone').map(leaving)
        : placePreviews(previews, settingsOf(app), ports.clock.now())
    const isPlaced = changed.some(({ number }) => number === news?.number)
    for (const next of news === undefined || isPlaced ? changed : [news, ...changed]) write(next)
    for (const preview of previews) if (preview.state === 'removing') startRemoval(preview)
  }

  const startRemoval = ({ app, number }: Preview) => {
    const key = `${app}/${number}`
    if (removing.has(key) || ending.signal.aborted) return
    removing.add(key)
    line = line
      .then(() => untilRemoved(app, number))
      .then(() => {
        removing.delete(key)
        if (!ending.signal.aborted) settle(app)
      })
      .catch((error: unknown) => log.error({ app, number, err: error }, 'a preview could not be removed'))
      .finally(() => removing.delete(key))
  }

  const untilRemoved = async (app: string, number: number): Promise<void> => {
    for (let tries = 0; !ending.signal.aborted; tries += 1) {
      const preview = store.preview(app, number)
      if (preview?.state !== 'removing') return
      try {
        await removePreview(preview, ports, ending.signal)
        const now = store.preview(app, number) ?? preview
        write(afterRemoval(now, roster.find(app)?.forkLabel))
        log.info({ app, number, reason: now.reason }, 'preview was removed')
        return
      } catch (error) {
        if (ending.signal.aborted) return
        const waitMs = retryDelayMs(Math.min(tries, 6)) ?? 60_000
        log.warn({ app, number, waitMs, problem: toFailure(error).message }, 'preview could not be removed yet')
        await ports.clock.sleep(waitMs, ending.signal).catch(() => undefined)
      }
    }
  }

  const deploy = async (preview: Preview, by?: string): Promise<void> => {
    const app = roster.find(preview.app)
    if (app === undefined || !hasPreviews(app)) return
    await takePorts(preview, [], app.previews, ports).catch((error: unknown) => refuse(preview, error))
    roster.refresh()
    ports.onRoster()
    const own = roster.find(preview.name)
    if (own?.preview?.of !== preview.app) return
    const { number, head, author } = preview
    const who = by ?? author
    const cause = { kind: 'pull-request' as const, number, head, ...(who === undefined ? {} : { by: who }) }
    // What an earlier life of it left in the history says nothing of what is there now.
    await queueDeployment(ports, own, cause, { always: true })
  }

  const refuse = ({ app, number }: Preview, error: unknown) =>
    log.warn({ app, number, problem: toFailure(error).message }, 'a preview has no port')

  const start = (work: Promise<void>) => {
    const watched = work
      .catch((error: unknown) => log.error({ err: error }, 'a preview could not be queued'))
      .finally(() => deploying.delete(watched))
    deploying.add(watched)
  }

  return {
    put: preview => settle(preview.app, preview),
    settle: app => settle(app),
    deploy,
    async [Symbol.asyncDispose]() {
      ending.abort()
      await Promise.allSettled([line, ...deploying])
    },
  }
}

const settingsOf = ({ previews, forkLabel }: App & { readonly previews: NonNullable<App['previews']> }) => ({
  limit: previews.limit,
  maxAgeMs: previews.maxAgeMs,
  ...(forkLabel === undefined ? {} : { forkLabel }),
})

/** Its app has left the registry, or has no previews any more. */
const leaving = (preview: Preview): Preview => ({
  ...preview,
  state: 'removing',
  reason: 'Its app has no previews any more.',
  closedAt: preview.closedAt ?? preview.updatedAt,
})
