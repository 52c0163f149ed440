import { type AddressSet, parseAddressSet } from '../../core/delivery/client-address.ts'
import { shippedGitHubRanges } from '../../core/delivery/published-addresses.ts'
import { pollWaitMs } from '../../core/polling/poll-wait.ts'
import type { Clock } from '../../pipeline/ports/clock.ts'
import type { Log } from '../../pipeline/ports/log.ts'
import type { PublishedState } from '../../pipeline/ports/published-addresses.ts'
import { fetchRanges } from './fetch-ranges.ts'
import { readRanges, writeRanges } from './ranges-file.ts'

export const githubApiUrl = 'https://api.github.com'

export interface PublishedPorts {
  readonly dataDir: string
  readonly clock: Pick<Clock, 'now'>
  readonly log: Log
  /** From 0 up to 1. */
  random(): number
  /** Whether the list is used at all: nobody is asked otherwise. */
  isWanted(): boolean
  /** Of the registry in force, without a slash at the end. */
  apiUrl(): string
  /** How often to look whether it is time, in milliseconds. */
  readonly lookMs?: number
}

/** GitHub's addresses as they are known now. Disposing ends a fetch that is under way. */
export interface PublishedAddresses extends AddressSet, Disposable {
  /** Undefined while the list is not used. */
  state(): PublishedState | undefined
  /** Fetches now; resolves when that is over, whatever came of it. */
  refresh(): Promise<void>
}

const dayMs = 86_400_000
const answerMs = 10_000
const defaultLookMs = 30_000

interface Known {
  readonly from: string
  readonly ranges: readonly string[]
  readonly set: AddressSet
  readonly fetchedAt?: number
}

/**
 * The list from the last run, or the shipped one, at once; then the one that is published, fetched once a day. A list that can't be
 * believed, and none at all, leave the last good one in force.
 */
export function openPublishedAddresses(ports: PublishedPorts): PublishedAddresses {
  const { dataDir, clock, log, lookMs = defaultLookMs } = ports
  let known: Known | undefined
  let problem: string | undefined
  let failures = 0
  let dueAt = 0
  let fetching: AbortController | undefined

  const current = (): Known => {
    const from = ports.apiUrl()
    if (known?.from === from) return known
    const kept = readRanges(dataDir)
    const isKept = kept !== undefined && kept.from === from
    known = isKept
      ? knownOf(from, kept.ranges, kept.at)
      : knownOf(from, from === githubApiUrl ? shippedGitHubRanges : [])
    problem = undefined
    failures = 0
    dueAt = isKept ? kept.at + pollWaitMs(dayMs, 0, ports.random()) : 0
    return known
  }
  const refresh = async () => {
    const { from, ranges: before } = current()
    fetching = new AbortController()
    const signal = AbortSignal.any([fetching.signal, AbortSignal.timeout(answerMs)])
    try {
      const ranges = await fetchRanges(from, signal)
      const at = clock.now()
      known = knownOf(from, ranges, at)
      writeRanges(dataDir, { from, at, ranges })
      if (failures > 0 || differs(before, ranges))
        log.info({ from, entries: ranges.length }, "GitHub's addresses were fetched")
      problem = undefined
      failures = 0
    } catch (error) {
      if (fetching.signal.aborted) return
      problem = describe(error)
      if (failures === 0)
        log.warn({ from, why: problem }, "GitHub's addresses could not be fetched; the last list counts")
      failures += 1
    } finally {
      fetching = undefined
      dueAt = clock.now() + pollWaitMs(dayMs, failures, ports.random())
    }
  }
  const look = () => {
    if (!ports.isWanted() || fetching !== undefined) return
    current()
    // Also where the clock was set back by more than a day.
    if (clock.now() >= dueAt || dueAt - clock.now() > 2 * dayMs) void refresh()
  }
  const first = setTimeout(look, Math.min(lookMs, 1_000))
  const timer = setInterval(look, lookMs)
  for (const one of [first, timer]) one.unref()
  return {
    has: address => current().set.has(address),
    refresh,
    state() {
      if (!ports.isWanted()) return undefined
      const { ranges, fetchedAt } = current()
      return {
        entries: ranges.length,
        ...(fetchedAt === undefined ? {} : { fetchedAt }),
        ...(problem === undefined ? {} : { problem }),
      }
    },
    [Symbol.dispose]() {
      clearTimeout(first)
      clearInterval(timer)
      fetching?.abort()
    },
  }
}

const knownOf = (from: string, ranges: readonly string[], fetchedAt?: number): Known => ({
  from,
  ranges,
  set: parseAddressSet(ranges),
  ...(fetchedAt === undefined ? {} : { fetchedAt }),
})

const differs = (before: readonly string[], now: readonly string[]): boolean =>
  before.toSorted().join() !== now.toSorted().join()

/** fetch hides why behind its cause. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return `it did not answer within ${answerMs / 1_000} s`
  return error.cause instanceof Error ? error.cause.message : error.message
}
