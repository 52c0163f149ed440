import type { App } from '../core/app.ts'
import type { Target } from '../core/target.ts'
import { builtImages } from './apply.ts'
import { projectKey } from './gather.ts'
import type { Clock } from './ports/clock.ts'
import type { Disk } from './ports/disk.ts'
import type { Docker } from './ports/docker.ts'
import type { Store } from './ports/store.ts'
import { diskView, resolveTarget } from './target.ts'

export interface AheadPorts {
  readonly docker: Docker
  readonly disk: Disk
  readonly store: Pick<Store, 'lastGood'>
  readonly clock: Pick<Clock, 'monotonic'>
}

/** What the engine said before the checkout moved may be a little older than what it would say now. */
const freshMs = 5_000

/**
 * Docker with two questions under way: which images are there and which containers run does not depend on git, and each costs
 * as much time as a whole sync. An answer is given while it is fresh, and never after anything was changed; whatever else is asked,
 * and a question that failed, goes to the engine as usual.
 */
export function askAhead(app: App, { docker, disk, store, clock }: AheadPorts, signal: AbortSignal): Docker {
  const target = resolveTarget(app, diskView(app, disk)).then(found => refuseFirst(app, found, store))
  const containers = ahead(clock, target, async ({ project }) => ({
    project,
    states: await docker.containers(project, signal),
  }))
  const images = ahead(clock, target, async found => {
    const names = builtImages(await docker.resolve(found, signal))
    return { names, present: await docker.presentImages(names, signal) }
  })
  const changing =
    <Args extends unknown[], Result>(work: (...args: Args) => Result) =>
    (...args: Args): Result => {
      containers.forget()
      images.forget()
      return work(...args)
    }
  return {
    ...docker,
    async containers(project, other) {
      const known = await containers.take()
      return known?.project === project ? known.states : docker.containers(project, other)
    },
    async presentImages(names, other) {
      const known = await images.take()
      return known?.names.join() === names.join() ? known.present : docker.presentImages(names, other)
    },
    pull: changing(docker.pull),
    build: changing(docker.build),
    up: changing(docker.up),
    restart: changing(docker.restart),
    tag: changing(docker.tag),
    untag: changing(docker.untag),
    runIn: changing(docker.runIn),
    execIn: changing(docker.execIn),
  }
}

/** A first deployment asks other questions. */
function refuseFirst(app: App, target: Target, store: AheadPorts['store']): Target {
  if (store.lastGood(projectKey(app, target)) === undefined) throw new Error('nothing to ask ahead')
  return target
}

interface Ahead<T> {
  /** The answer; undefined when it is too old, and when there is none. */
  take(): Promise<T | undefined>
  forget(): void
}

function ahead<T>(clock: AheadPorts['clock'], target: Promise<Target>, ask: (target: Target) => Promise<T>): Ahead<T> {
  const askedAt = clock.monotonic()
  let answer: Promise<T | undefined> | undefined = target.then(ask).catch(() => undefined)
  return {
    take: async () => (clock.monotonic() - askedAt < freshMs ? answer : undefined),
    forget() {
      answer = undefined
    },
  }
}
