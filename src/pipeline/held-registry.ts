import type { App } from '../core/app.ts'
import { type Hold, isHeld } from '../core/hold/hold.ts'
import type { Clock } from './ports/clock.ts'
import type { Detour, Lock } from './ports/hold-store.ts'
import type { Store } from './ports/store.ts'
import type { RegistrySnapshot } from './registry.ts'

/** The registry in force with what holds its apps: the branch of a detour in the usual one's place, and locks. */
export interface HeldRegistry {
  current(): RegistrySnapshot
  find(name: string): App | undefined
  /** A lock or detour has begun or ended. */
  refresh(): void
}

export interface HeldRegistryPorts {
  readonly store: Pick<Store, 'locks' | 'detours'>
  readonly clock: Pick<Clock, 'now'>
  registry(): RegistrySnapshot
}

/** Made anew only when the registry or a hold has changed: every delivery asks for it. */
export function createHeldRegistry({ store, clock, registry }: HeldRegistryPorts): HeldRegistry {
  let made: { readonly of: RegistrySnapshot; readonly by: RegistrySnapshot } | undefined
  let byName = new Map<string, App>()
  let generation = 0
  const current = (): RegistrySnapshot => {
    const of = registry()
    if (made?.of === of) return made.by
    const [now, detours] = [clock.now(), store.detours()]
    const locks = store.locks(now)
    const apps = of.apps.map(app => holdApp(app, { lock: locks.get(app.name), detour: detours.get(app.name), now }))
    generation += 1
    byName = new Map(apps.map(app => [app.name, app]))
    made = { of, by: { apps, generation } }
    return made.by
  }
  return {
    current,
    find(name) {
      current()
      return byName.get(name)
    },
    refresh() {
      made = undefined
    },
  }
}

interface Holds {
  readonly lock: Lock | undefined
  readonly detour: Detour | undefined
  readonly now: number
}

function holdApp(app: App, { lock, detour, now }: Holds): App {
  const held = lock === undefined ? app : { ...app, lock: { ...plain(lock), reason: lock.reason } }
  if (detour === undefined || !isHeld(detour, now)) return held
  const usual = app.branch === undefined ? {} : { usual: app.branch }
  return { ...held, branch: detour.branch, detour: { ...plain(detour), ...usual } }
}

const plain = ({ by, at, until }: Hold): Hold => ({ by, at, ...(until === undefined ? {} : { until }) })

/** The app as it is without its detour. */
export function withoutDetour({ detour, branch, ...app }: App): App {
  const usual = detour === undefined ? branch : detour.usual
  return { ...app, ...(usual === undefined ? {} : { branch: usual }) }
}
