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
  readonly store: Pick<Store, 'lastSucceeded'>
  readonly clock: Pick<Clock, 'monotonic'>
}

/** What the engine said before the checkout moved may be a little older than what it would say now. */
const freshMs = 5_000

/**
 * Docker with two questions under way: which images are there and which containers run does not depend on git, and each costs
 * as much time as a whole sync. Each answer is given once, only while it is fresh, and never after anything was changed; whatever
 * else is asked, and a question that failed, goes to the engine as usual.
 */
export function askAhead(app: App, { docker, disk, store, clock }: AheadPorts, signal: AbortSignal): Docker {
  const target = resolveTarget(app, diskView(app, disk)).then(found => refuseFirst(app, found, store))
  const containers = once(clock, target, async ({ project }) => ({
    project,
    states: await docker.containers(project, signal),
  }))
  const images = once(clock, target, async found => {
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
      const ahead = await containers.take()
      return ahead?.project === project ? ahead.states : docker.containers(project, other)
    },
    async presentImages(names, other) {
      const ahead = await images.take()
      return ahead?.names.join() === names.join() ? ahead.present : docker.presentImages(names, other)
    },
    pull: changing(docker.pull),
    build: changing(docker.build),
    up: changing(docker.up),
    runIn: changing(docker.runIn),
    execIn: changing(docker.execIn),
  }
}

/** A first deployment asks other questions. */
function refuseFirst(app: App, target: Target, store: AheadPorts['store']): Target {
  if (store.lastSucceeded(projectKey(app, target)) === undefined) throw new Error('nothing to ask ahead')
  return target
}

interface Once<T> {
  /** The answer, the first time; undefined afterwards, when it is too old, and when there is none. */
  take(): Promise<T | undefined>
  forget(): void
}

function once<T>(clock: AheadPorts['clock'], target: Promise<Target>, ask: (target: Target) => Promise<T>): Once<T> {
  const askedAt = clock.monotonic()
  let answer: Promise<T | undefined> | undefined = target.then(ask).catch(() => undefined)
  return {
    async take() {
      const taken = clock.monotonic() - askedAt < freshMs ? answer : undefined
      answer = undefined
      return taken
    },
    forget() {
      answer = undefined
    },
  }
}
