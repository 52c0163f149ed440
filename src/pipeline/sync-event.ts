import type { App } from '../core/app.ts'
import type { Cause, Deployment } from '../core/deployment/deployment.ts'
import { runningCommit } from '../core/deployment/running-commit.ts'
import { lateRefWaitMs } from '../core/sync/late-ref.ts'
import type { Store } from './ports/store.ts'
import { runningFacts } from './running-files.ts'
import { describeTip, fetchTip, gitRun } from './sync.ts'
import type { SyncRequest, Tip } from './sync-request.ts'

type PushCause = Extract<Cause, { kind: 'push' }>

/** A push's kind of cause that wants a tag or commit deployed. */
export type RefCause = PushCause & Required<Pick<PushCause, 'ref'>>

export const isRefCause = (cause: Cause): cause is RefCause => cause.kind === 'push' && cause.ref !== undefined

/** Nothing of what was wanted is to be deployed, and why: a sentence. */
export interface Outdated {
  readonly outdated: string
}

export interface EventRequest extends SyncRequest {
  readonly store: Pick<Store, 'list' | 'lastProject'>
  readonly deployment: Deployment
}

/**
 * The commit of the tag, or the commit, that an event wants deployed; of those that waited for the same app the newest in git's history. What
 * is older than what runs is never deployed by an event; nor is a commit that is no longer part of the branch.
 */
export async function fetchForEvent(app: App, cause: RefCause, request: EventRequest): Promise<Tip | Outdated> {
  const { git } = request.ports
  const own = await fetchTip(app, cause.trigger === 'checks' ? { ...request, expected: cause.ref } : request)
  if (own.gone && (await git.state(app)).kind !== 'checkout') return own
  const wanted = await findCommitOf(app, cause, request)
  if (wanted === undefined) return { outdated: `${nameOf(cause)} is gone from the remote.` }
  const newest = await newestOf(app, wanted, request)
  const { commit } = newest
  if (newest.cause.trigger === 'checks' && !(await isPartOf(app, commit, own.gone ? undefined : own.tip, request)))
    return { outdated: `${nameOf(newest.cause)} is not part of ${own.branch} any more.` }
  const older = await whyOlder(app, newest, request)
  return older ?? describeTip(app, own.branch, commit, git)
}

interface Candidate {
  readonly cause: RefCause
  readonly commit: string
}

/** A hook can overtake its tag: asks again, with growing waits. A commit was waited for with its branch. */
async function findCommitOf(app: App, cause: RefCause, request: EventRequest): Promise<Candidate | undefined> {
  const { ports, context } = request
  const started = ports.clock.monotonic()
  for (let tries = 0; ; tries += 1) {
    const commit = await resolve(app, cause, request)
    if (commit !== undefined) return { cause, commit }
    const waitMs = cause.trigger === 'checks' ? undefined : lateRefWaitMs(tries, ports.clock.monotonic() - started)
    if (waitMs === undefined) return undefined
    if (tries === 0) context.note(`${nameOf(cause)} is not at the remote yet; asking again until it is`)
    await ports.clock.sleep(waitMs, context.signal)
  }
}

const resolve = (app: App, { trigger, ref }: RefCause, { ports: { git }, context }: EventRequest) =>
  trigger === 'checks' ? git.resolveCommit(app, ref) : git.fetchRef(app, `refs/tags/${ref}`, gitRun(context))

/** What this deployment overtook while it waited may be newer in git's history: checks end in any order. */
async function newestOf(app: App, wanted: Candidate, request: EventRequest): Promise<Candidate> {
  let newest = wanted
  for (const cause of overtaken(request)) {
    const commit = await resolve(app, cause, request)
    if (commit === undefined || commit === newest.commit) continue
    if (await request.ports.git.isAncestor(app, newest.commit, commit)) newest = { cause, commit }
  }
  if (newest !== wanted)
    request.context.note(`${nameOf(newest.cause)}, which waited, too, is newer than ${nameOf(wanted.cause)}`)
  return newest
}

/** As many are looked through. */
const mostOvertaken = 100

/** Of all that this deployment overtook, also by way of others, the newest first. */
function overtaken({ store, deployment }: EventRequest): RefCause[] {
  const by = new Set([deployment.id])
  const causes: RefCause[] = []
  for (const one of store.list({ app: deployment.app, states: ['superseded'], limit: mostOvertaken })) {
    if (one.supersededBy === undefined || !by.has(one.supersededBy)) continue
    by.add(one.id)
    if (isRefCause(one.cause)) causes.push(one.cause)
  }
  return causes
}

async function isPartOf(app: App, commit: string, tip: string | undefined, { ports: { git } }: EventRequest) {
  return tip !== undefined && (tip === commit || git.isAncestor(app, commit, tip))
}

async function whyOlder(app: App, { cause, commit }: Candidate, request: EventRequest): Promise<Outdated | undefined> {
  const { git } = request.ports
  const live = runningCommit(runningFacts(app.name, request.store))
  if (live === undefined || live === commit || !(await git.hasCommit(app, live))) return undefined
  if (!(await git.isAncestor(app, commit, live))) return undefined
  const remedy = `redhook deploy ${app.name} --ref ${cause.ref} deploys it all the same`
  return { outdated: `${nameOf(cause)} is older than what runs (${live.slice(0, 10)}); ${remedy}.` }
}

/** As a sentence begins with it. */
const nameOf = ({ trigger, ref }: RefCause): string =>
  trigger === 'checks' ? `Commit ${ref.slice(0, 10)}` : `The tag ${ref}`
