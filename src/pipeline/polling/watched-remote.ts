import { deliveryGraceMs } from '../../core/polling/decide-tip.ts'
import { pollWaitMs } from '../../core/polling/poll-wait.ts'
import type { Metrics } from '../ports/metrics.ts'
import type { RemoteGroup } from './group-remotes.ts'
import { type LookPorts, lookAtTips, type Suspects } from './look-at-tips.ts'
import { describeAway, type RemoteSeen } from './remote-seen.ts'

/** In milliseconds. */
export interface WatchTiming {
  /** From the start to the first look. */
  readonly firstMs: number
  /** For each remote that became known with others: their first looks are spread over so much more. */
  readonly spreadMs: number
  /** How long one question may take. */
  readonly answerMs: number
  /** A registry that was reloaded is noticed after so long at most. */
  readonly noticeMs: number
  /** Until another look, where a delivery may be under way. */
  readonly soonMs: number
}

export const defaultTiming: WatchTiming = {
  firstMs: 2_000,
  spreadMs: 50,
  answerMs: 30_000,
  noticeMs: 5_000,
  soonMs: deliveryGraceMs + 500,
}

/** A remote between its looks. Times are of a clock that never jumps, in milliseconds, but for `last`. */
export interface WatchedRemote {
  group: RemoteGroup
  dueAt: number
  /** In a row. */
  failures: number
  readonly suspects: Suspects
  /** The look that is under way. */
  busy: { readonly work: Promise<void>; readonly asking: AbortController } | undefined
  last?: Omit<RemoteSeen, 'app'>
}

export interface WatchedPorts extends LookPorts {
  readonly metrics: Pick<Metrics, 'foundTip' | 'polled'>
  /** From 0 up to 1. */
  random(): number
}

/** One look, whatever comes of it; sets when the next one is due. Ends early when `asking` is aborted. */
export async function lookAtRemote(
  remote: WatchedRemote,
  asking: AbortController,
  ports: WatchedPorts,
  timing: WatchTiming,
): Promise<void> {
  const timer = setTimeout(() => asking.abort(tookTooLong), timing.answerMs)
  let isSoon = false
  try {
    isSoon = await lookAtTips(remote.group, remote.suspects, ports, asking.signal)
    isBack(remote, ports)
  } catch (error) {
    const isTooLong = asking.signal.reason === tookTooLong
    if (isTooLong || !asking.signal.aborted) isAway(remote, describeAway(error, isTooLong, timing.answerMs), ports)
  } finally {
    clearTimeout(timer)
    const waitMs = pollWaitMs(remote.group.everyMs, remote.failures, ports.random())
    remote.dueAt = ports.clock.monotonic() + (isSoon ? Math.min(timing.soonMs, waitMs) : waitMs)
  }
}

const tookTooLong = new Error('it took too long')

function isBack(remote: WatchedRemote, { clock, log, metrics }: WatchedPorts): void {
  if (remote.failures > 0) log.info(fieldsOf(remote), 'a remote is back')
  remote.failures = 0
  remote.last = { ok: true, at: clock.now(), detail: 'reached at the last look for new commits' }
  metrics.polled('answered')
}

function isAway(remote: WatchedRemote, why: string, { clock, log, metrics }: WatchedPorts): void {
  if (remote.failures === 0) log.warn({ ...fieldsOf(remote), why }, 'a remote is away; it is asked again')
  remote.failures += 1
  remote.last = { ok: false, at: clock.now(), detail: why }
  metrics.polled('away')
}

const fieldsOf = ({ group }: WatchedRemote) => ({ remote: group.url, apps: group.apps.map(({ name }) => name) })

/** What the last look found, by app. */
export const seenAt = ({ group, last }: WatchedRemote): RemoteSeen[] =>
  last === undefined ? [] : group.apps.map(({ name }) => ({ app: name, ...last }))
