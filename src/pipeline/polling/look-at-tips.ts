import type { App } from '../../core/app.ts'
import { decideTip, type TipDecision } from '../../core/polling/decide-tip.ts'
import type { Clock } from '../ports/clock.ts'
import type { Git } from '../ports/git.ts'
import type { Log } from '../ports/log.ts'
import type { Metrics } from '../ports/metrics.ts'
import type { Store } from '../ports/store.ts'
import { type QueuePorts, queueDeployment } from '../queue-deployment.ts'
import { fullNameOf, type RemoteGroup } from './group-remotes.ts'

export interface LookPorts extends QueuePorts {
  readonly store: Pick<Store, 'request' | 'list' | 'isTipDecided' | 'rememberTip' | 'rememberedTip' | 'hasTips'>
  readonly git: Pick<Git, 'remoteTips' | 'defaultBranch'>
  readonly clock: Pick<Clock, 'now' | 'monotonic'>
  readonly log: Log
  readonly metrics: Pick<Metrics, 'foundTip'>
}

/** Tips that a delivery may yet tell of, by app: since when, on a clock that never jumps. */
export type Suspects = Map<string, { readonly commit: string; readonly since: number }>

interface Found {
  readonly app: App
  readonly branch: string
  readonly tip: string
  /** When the remote was asked; UTC, epoch milliseconds. */
  readonly askedAt: number
}

/**
 * Asks a remote for the tips of its apps and queues what nobody decided on. Returns whether it should be looked at again soon, because a
 * delivery may be under way.
 * @throws RedhookError when the remote does not answer, or the store does not
 */
export async function lookAtTips(
  group: RemoteGroup,
  suspects: Suspects,
  ports: LookPorts,
  signal: AbortSignal,
): Promise<boolean> {
  const [first] = group.apps
  if (first === undefined) return false
  const askedAt = ports.clock.now()
  const usual = group.apps.some(({ branch }) => branch === undefined)
    ? await ports.git.defaultBranch(first, { signal })
    : undefined
  const branchOf = ({ branch }: App) => branch ?? usual
  const branches = [...new Set(group.apps.map(branchOf))].filter(branch => branch !== undefined)
  const tips =
    branches.length === 0 ? new Map<string, string>() : await ports.git.remoteTips(first, branches, { signal })
  let isSoon = false
  for (const app of group.apps) {
    const branch = branchOf(app)
    const tip = branch === undefined ? undefined : tips.get(branch)
    if (branch === undefined || tip === undefined) continue
    const done = await settleTip({ app, branch, tip, askedAt }, group, suspects, ports)
    isSoon ||= done === 'wait'
  }
  return isSoon
}

async function settleTip(
  found: Found,
  { url }: RemoteGroup,
  suspects: Suspects,
  ports: LookPorts,
): Promise<TipDecision | 'known'> {
  const { app, branch, tip, askedAt } = found
  const remembered = ports.store.rememberedTip(app.name, branch)
  if (remembered?.commit === tip) {
    suspects.delete(app.name)
    return 'known'
  }
  const decision = decide(found, { url, since: remembered?.at }, suspects, ports)
  if (decision === 'queue') await queue(found, ports)
  if (decision === 'queue' || decision === 'remember') {
    ports.store.rememberTip({ app: app.name, branch, commit: tip, at: askedAt })
    suspects.delete(app.name)
  }
  return decision
}

function decide(
  { app, branch, tip }: Found,
  { url, since }: { readonly url: string | undefined; readonly since: number | undefined },
  suspects: Suspects,
  { store, clock }: LookPorts,
): TipDecision {
  const { name, provider, pollMs } = app
  const known = suspects.get(name)
  const now = clock.monotonic()
  const suspect = known?.commit === tip ? known : { commit: tip, since: now }
  suspects.set(name, suspect)
  const repository = fullNameOf(app, url)
  const of = { app: name, provider, repository, branch, commit: tip, ...(since === undefined ? {} : { since }) }
  return decideTip({
    isPolled: pollMs !== undefined,
    isBusy: isBusy(name, store),
    isDecided: store.isTipDecided(of),
    hasTips: store.hasTips(name, branch),
    seenForMs: now - suspect.since,
  })
}

const isBusy = (app: string, store: Pick<Store, 'list'>): boolean =>
  store
    .list({ app, states: ['queued', 'running'], limit: 10 })
    .some(({ state, commit }) => state === 'queued' || commit === undefined)

async function queue({ app, branch, tip }: Found, ports: LookPorts): Promise<void> {
  const isMissed = app.pollMs === undefined
  const { id } = await queueDeployment(ports, { ...app, branch }, { kind: 'poll', tip, isMissed }, {})
  const fields = { app: app.name, branch, tip, deployment: id }
  if (isMissed) ports.log.warn(fields, 'a push was found that no delivery told of')
  else ports.log.info(fields, 'a new tip was found')
  ports.metrics.foundTip(isMissed)
}
