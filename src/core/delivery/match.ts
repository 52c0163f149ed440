import type { App, Trigger } from '../app.ts'
import type { Wishes } from '../deployment/deployment.ts'
import { describeLock, formatEnd } from '../hold/hold-words.ts'

/** An app that an event deploys, and what of it. */
export interface Chosen {
  readonly app: App
  /** The commit that the event speaks of, to be waited for. */
  readonly after?: string
  /** What it was, where not the push of a branch. */
  readonly trigger?: Exclude<Trigger['on'], 'push'>
  /** The tag or commit that is deployed in the place of the branch's tip. */
  readonly ref?: string
  readonly wishes?: Wishes
}

/** Which apps an event is for, and why not the others. */
export interface Match {
  readonly queue: readonly Chosen[]
  /** The whole decision, as a person would say it. */
  readonly reason: string
  /** Whether the registry has the repository at all. */
  readonly known: boolean
}

/** How an event is matched with one app after another. */
export interface Occasion {
  /** What happened: `main of acme/shop was pushed`. */
  readonly said: string
  /** Why it does not deploy this app, as a clause; undefined when it does. */
  whyNot(app: App): string | undefined
  choose(app: App): Chosen
}

/** Chooses among the apps of a repository. */
export function matchApps(apps: readonly App[], { said, whyNot, choose }: Occasion): Match {
  const queue: Chosen[] = []
  const now: string[] = []
  const waiting: string[] = []
  const others: string[] = []
  for (const app of apps) {
    const why = whyNot(app) ?? whySelf(app)
    if (why !== undefined) others.push(why)
    else {
      queue.push(choose(app))
      if (app.lock === undefined) now.push(app.name)
      else waiting.push(`${app.name} ${describeLock(app.lock)}, and waits`)
    }
  }
  const deployed = now.length > 0 ? [`${now.join(', ')} will be deployed`] : []
  return { queue, known: true, reason: `${said}: ${[...deployed, ...waiting, ...others].join('; ')}` }
}

const whySelf = ({ name, self }: App): string | undefined =>
  self === 'skip' ? `${name} is Redhook itself, which leaves itself alone (self: skip)` : undefined

/** Why an app does not deploy this branch. One whose branch is not known yet does: it is judged when it runs. */
export function whyOtherBranch({ name, branch, detour }: App, found: string): string | undefined {
  if (branch === undefined || branch === found) return undefined
  return detour === undefined
    ? `${name} deploys ${branch}`
    : `${name} follows ${branch}${formatEnd(detour)} (${detour.by})`
}

/** What happened is no reason to deploy anything. */
export const ignore = (reason: string, known = true): Match => ({ queue: [], reason, known })
