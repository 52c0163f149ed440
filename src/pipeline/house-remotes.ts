import type { App } from '../core/app.ts'
import type { Deployment, Step } from '../core/deployment/deployment.ts'
import type { ErrorCode } from '../core/errors.ts'
import type { HouseHealth } from './house.ts'
import type { RemoteSeen } from './polling/remote-seen.ts'
import type { Store } from './ports/store.ts'

type Remote = HouseHealth['remotes'][number]

/** Failures of a sync that are about the remote, and not about the checkout. */
const aboutRemote: ReadonlySet<ErrorCode> = new Set([
  ...(['REMOTE_UNREACHABLE', 'REMOTE_DENIED', 'REMOTE_HOST_KEY'] as const),
  ...(['CLONE_FAILED', 'FETCH_FAILED'] as const),
])

/** So many deployments are looked back for one that has synced. */
const lookBack = 10

/**
 * Whether the remote of each app could be reached when it was spoken to last: at a sync, or when it was asked for new commits. An app
 * whose remote never was is left out.
 */
export function remotesOf(
  apps: readonly App[],
  store: Pick<Store, 'latest' | 'list'>,
  seen: readonly RemoteSeen[],
): Remote[] {
  const seenOf = new Map(seen.map(one => [one.app, one]))
  const syncedOf = new Map(syncedRemotes(apps, store).map(one => [one.app, one]))
  return apps.flatMap(({ name }) => {
    const [looked, synced] = [seenOf.get(name), syncedOf.get(name)]
    if (looked === undefined || synced === undefined) return looked ?? synced ?? []
    return looked.at > synced.at ? looked : synced
  })
}

function syncedRemotes(apps: readonly App[], store: Pick<Store, 'latest' | 'list'>): Remote[] {
  const latest = store.latest()
  return apps.flatMap(({ name }) => {
    const newest = latest.get(name)
    if (newest === undefined) return []
    const synced = lastSync(newest) ? newest : store.list({ app: name, limit: lookBack }).find(lastSync)
    const step = synced && lastSync(synced)
    return synced === undefined || step === undefined ? [] : [describe(name, synced, step)]
  })
}

/** One that Redhook broke off says nothing. */
const lastSync = ({ steps }: Deployment): Step | undefined =>
  steps.findLast(({ name, result }) => name === 'sync' && (result === 'done' || result === 'failed'))

function describe(app: string, { error, reason, state }: Deployment, { result, startedAt, durationMs }: Step): Remote {
  const at = startedAt + (durationMs ?? 0)
  const isAway = result === 'failed' && (error === undefined ? state === 'queued' : aboutRemote.has(error.code))
  if (!isAway) return { app, ok: true, at, detail: 'reached at the last sync' }
  return { app, ok: false, at, detail: error?.message ?? reason ?? 'it could not be reached' }
}
