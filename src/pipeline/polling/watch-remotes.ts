import { isWatched } from '../../core/polling/is-watched.ts'
import type { Git } from '../ports/git.ts'
import type { RegistrySnapshot } from '../registry.ts'
import { groupRemotes } from './group-remotes.ts'
import type { RemoteSeen } from './remote-seen.ts'
import { takeOver } from './take-over.ts'
import {
  defaultTiming,
  lookAtRemote,
  seenAt,
  type WatchedPorts,
  type WatchedRemote,
  type WatchTiming,
} from './watched-remote.ts'

export interface WatchPorts extends WatchedPorts {
  readonly git: WatchedPorts['git'] & Pick<Git, 'remoteUrl'>
  /** The registry in force with what holds its apps. */
  registry(): RegistrySnapshot
  readonly timing?: WatchTiming
}

/** The remotes that are watched. Disposing ends what is under way. */
export interface RemoteWatch extends AsyncDisposable {
  /** What the last look at the remote of each app found; an app that was not looked at is left out. */
  seen(): RemoteSeen[]
  /** How many remotes there are, and how many apps are polled. */
  counts(): { readonly remotes: number; readonly polled: number }
}

/** Remotes that are asked at once. */
const mostAtOnce = 4
/** The address of a remote may be changed in its checkout. */
const regroupMs = 3_600_000

/** All that a look needs to know of the apps: equal texts, equal looks. */
const printOf = ({ apps }: RegistrySnapshot): string =>
  JSON.stringify(
    apps
      .filter(isWatched)
      .map(app => [
        ...[app.name, app.repository, app.path, app.lane, app.url, app.branch, app.provider],
        ...[app.deployKey, app.knownHosts, app.pollMs],
      ]),
  )

/** Those that are due, the one that waits longest first. */
const firstDue = (waiting: readonly WatchedRemote[], now: number): WatchedRemote[] =>
  waiting.filter(({ dueAt }) => dueAt <= now).sort((a, b) => a.dueAt - b.dueAt)

/** When the next one is due; there may be hundreds, and each look asks for it. */
const earliest = (waiting: readonly WatchedRemote[]): number | undefined =>
  waiting.length === 0
    ? undefined
    : waiting.reduce((least, { dueAt }) => Math.min(least, dueAt), Number.POSITIVE_INFINITY)

/** Asks every remote for its tips, each at its own pace and never twice at once, from shortly after the start on. */
export function startWatchingRemotes(ports: WatchPorts): RemoteWatch {
  const { clock, timing = defaultTiming } = ports
  const watched = new Map<string, WatchedRemote>()
  let grouped: { readonly of: RegistrySnapshot; readonly print: string; readonly at: number } | undefined
  let grouping: Promise<void> | undefined
  let isStopped = false
  let timer: NodeJS.Timeout | undefined

  const arm = (ms: number) => {
    clearTimeout(timer)
    if (isStopped) return
    timer = setTimeout(tick, Math.max(0, Math.min(ms, timing.noticeMs)))
    timer.unref()
  }
  const tick = () => {
    const now = clock.monotonic()
    const of = ports.registry()
    if (isStale(of, now)) grouping ??= regroup(of, now)
    const waiting = [...watched.values()].filter(({ busy }) => busy === undefined)
    const free = Math.max(0, mostAtOnce - (watched.size - waiting.length))
    const due = firstDue(waiting, now).slice(0, free)
    for (const remote of due) begin(remote)
    // Whatever ends before looks again by itself.
    const next = due.length === free ? undefined : earliest(waiting.filter(({ busy }) => busy === undefined))
    arm(next === undefined ? timing.noticeMs : next - now)
  }
  const isStale = (of: RegistrySnapshot, now: number): boolean => {
    if (grouped === undefined || now - grouped.at > regroupMs) return true
    // Holds make the registry anew every minute; seldom is anything else in it.
    if (grouped.of !== of && printOf(of) === grouped.print) grouped = { ...grouped, of }
    return grouped.of !== of
  }
  const regroup = async (of: RegistrySnapshot, now: number) => {
    const groups = await groupRemotes(of.apps, ports.git)
    grouped = { of, print: printOf(of), at: now }
    grouping = undefined
    takeOver(watched, groups, { now: clock.monotonic(), random: ports.random, spreadMs: timing.spreadMs })
    arm(0)
  }
  const begin = (remote: WatchedRemote) => {
    const asking = new AbortController()
    const work = lookAtRemote(remote, asking, ports, timing).finally(() => {
      remote.busy = undefined
      arm(0)
    })
    remote.busy = { work, asking }
  }
  arm(timing.firstMs)
  return {
    seen: () => [...watched.values()].flatMap(seenAt),
    counts() {
      const apps = [...watched.values()].flatMap(({ group }) => group.apps)
      return { remotes: watched.size, polled: apps.filter(({ pollMs }) => pollMs !== undefined).length }
    },
    async [Symbol.asyncDispose]() {
      isStopped = true
      clearTimeout(timer)
      const busy = [...watched.values()].flatMap(remote => remote.busy ?? [])
      for (const { asking } of busy) asking.abort()
      await Promise.all([grouping, ...busy.map(({ work }) => work)])
    },
  }
}
