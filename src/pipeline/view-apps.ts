import type { App } from '../core/app.ts'
import { type Deployment, liveCommit } from '../core/deployment/deployment.ts'
import { type Hold, isHeld } from '../core/hold/hold.ts'
import { withoutDetour } from './held-registry.ts'
import type { AppView } from './house.ts'
import type { Store } from './ports/store.ts'

/** The apps with what is known of them, in the order of the registry. */
export function viewApps(
  apps: readonly App[],
  store: Pick<Store, 'latest' | 'lastProject' | 'get'>,
  now: number,
): AppView[] {
  const latest = store.latest()
  return apps.map(app => {
    const { name, repository, provider, path } = app
    const { branch } = withoutDetour(app)
    const live = store.lastProject(name)
    const last = latest.get(name)
    return {
      app: name,
      repository,
      ...(provider === 'github' ? {} : { provider }),
      path,
      ...(branch === undefined ? {} : { branch }),
      ...placeOf(live),
      ...(last ? { last } : {}),
      ...liveOf(live, store),
      ...holdsOf(app, now),
      ...(app.preview === undefined ? {} : { preview: { of: app.preview.of, number: app.preview.number } }),
    }
  })
}

function placeOf(live: Deployment | undefined): Pick<AppView, 'color' | 'project'> {
  const { color, project } = live ?? {}
  return {
    ...(color === 'red' || color === 'blue' ? { color } : {}),
    ...(project === undefined ? {} : { project }),
  }
}

function liveOf(live: Deployment | undefined, store: Pick<Store, 'get'>): Pick<AppView, 'live'> {
  const commit = live && liveCommit(live)
  if (live === undefined || commit === undefined) return {}
  const { subject, author } = broughtBy(live, commit, store)?.about ?? {}
  return {
    live: {
      commit,
      at: live.finishedAt ?? live.createdAt,
      deployment: live.id,
      ...(subject === undefined ? {} : { subject }),
      ...(author === undefined ? {} : { author }),
    },
  }
}

/** Who knows of the commit: after a rollback that is the deployment which made it live. */
function broughtBy(live: Deployment, commit: string, store: Pick<Store, 'get'>): Deployment | undefined {
  if (live.commit === commit) return live
  const origin = live.version?.deployment
  return origin === undefined ? undefined : store.get(origin)
}

function holdsOf({ name, branch, lock, detour }: App, now: number): Pick<AppView, 'lock' | 'detour'> {
  const isDetoured = detour !== undefined && branch !== undefined && isHeld(detour, now)
  return {
    ...(lock !== undefined && isHeld(lock, now) ? { lock: { app: name, reason: lock.reason, ...plain(lock) } } : {}),
    ...(isDetoured ? { detour: { app: name, branch, ...plain(detour) } } : {}),
  }
}

const plain = ({ by, at, until }: Hold): Hold => ({ by, at, ...(until === undefined ? {} : { until }) })
