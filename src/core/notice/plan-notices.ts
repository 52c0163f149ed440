import type { Deployment } from '../deployment/deployment.ts'
import type { NoticeKind, Subscription } from './kinds.ts'

/** What is looked at of a deployment that ended. */
export type Ended = Pick<Deployment, 'id' | 'state' | 'finishedAt' | 'reached' | 'error'>

/** What was known of an app when a deployment of it ended. */
export interface NoticeHistory {
  /** What ended before it, newest first: at least as far as the last success. */
  readonly before: readonly Ended[]
  /** What was put into the outbox about those. */
  readonly told: readonly Told[]
}

export interface Told {
  readonly channel: string
  readonly deployment: number
}

/** What is to be told to one channel. */
export interface PlannedNotice {
  readonly channel: string
  readonly kind: NoticeKind
  /** How many failures there were in a row, this one included; for `recovered` those before it. */
  readonly failures: number
  /** How many of the same kind were not told of since the last that was. */
  readonly leftOut: number
}

/** The same failure is told of at most this often, in milliseconds. */
export const repeatMs = 3_600_000

/**
 * Who is to be told what of a deployment that ended. The first failure is told at once, another one too; the same again, by code and step,
 * at most once an hour. A success after failures is told as `recovered`, also to whoever heard of one of these failures. What was skipped,
 * superseded or cancelled is told to nobody.
 */
export function planNotices(
  ended: Ended,
  { before, told }: NoticeHistory,
  subscriptions: readonly Subscription[],
): PlannedNotice[] {
  if (!counts(ended)) return []
  const streak = failuresInARow(before)
  const plan = ended.state === 'succeeded' ? planSuccess(streak, told) : planFailure(ended, streak, told)
  return subscriptions.flatMap(subscription => plan(subscription) ?? [])
}

type Plan = (subscription: Subscription) => PlannedNotice | undefined

/** What people asked to end has not failed. */
const counts = ({ state, error }: Ended): boolean =>
  state === 'succeeded' || (hasFailed(state) && error?.code !== 'CANCELLED')

const hasFailed = (state: Ended['state']): state is 'failed' | 'rolled_back' =>
  state === 'failed' || state === 'rolled_back'

function failuresInARow(before: readonly Ended[]): Ended[] {
  const counted = before.filter(counts)
  const end = counted.findIndex(({ state }) => state === 'succeeded')
  return end === -1 ? counted : counted.slice(0, end)
}

function planSuccess(streak: readonly Ended[], told: readonly Told[]): Plan {
  const failed = new Set(streak.map(({ id }) => id))
  return ({ channel, on }) => {
    const knows = told.some(item => item.channel === channel && failed.has(item.deployment))
    const tell = { channel, failures: streak.length, leftOut: 0 }
    if (streak.length > 0 && (knows || on.includes('recovered'))) return { ...tell, kind: 'recovered' }
    return on.includes('succeeded') ? { ...tell, kind: 'succeeded' } : undefined
  }
}

function planFailure(ended: Ended, streak: readonly Ended[], told: readonly Told[]): Plan {
  const { state, finishedAt = 0 } = ended
  const alike = streak.filter(other => fingerprint(other) === fingerprint(ended))
  return ({ channel, on }) => {
    if (!hasFailed(state) || !on.includes(state)) return undefined
    const heard = new Set(told.filter(item => item.channel === channel).map(({ deployment }) => deployment))
    const last = alike.findIndex(({ id }) => heard.has(id))
    const lastAt = alike[last]?.finishedAt
    if (lastAt !== undefined && finishedAt - lastAt < repeatMs) return undefined
    return { channel, kind: state, failures: streak.length + 1, leftOut: last === -1 ? 0 : last }
  }
}

/** Failures are the same if they ended alike, with one code, at one step. */
const fingerprint = ({ state, error, reached }: Ended): string => [state, error?.code, reached].join(' ')
