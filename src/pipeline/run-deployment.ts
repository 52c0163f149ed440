import { join } from 'node:path'
import type { App } from '../core/app.ts'
import type { Cause, Deployment } from '../core/deployment/deployment.ts'
import { RedhookError, redactError } from '../core/errors.ts'
import type { Plan } from '../core/plan/plan.ts'
import { isPreviewApp, type PreviewApp } from '../core/preview/is-preview.ts'
import { createRedact } from '../core/redact.ts'
import { applyCompose } from './apply-compose.ts'
import { askAhead } from './ask-ahead.ts'
import { runCommands, runHooks } from './hooks.ts'
import { makePlan, usesCompose } from './make-plan.ts'
import { report } from './report.ts'
import { goOnBack, turnBack } from './rollback.ts'
import { putImagesBack } from './rollback-images.ts'
import { planKept, syncToVersion } from './rollback-request.ts'
import type { Outcome, Planned, Run, RunPorts, RunSignals } from './run.ts'
import { deploySelf } from './self.ts'
import { createStepRunner } from './steps.ts'
import { fetchTip, moveCheckout } from './sync.ts'
import { fetchForEvent, isRefCause, type Outdated } from './sync-event.ts'
import { fetchOnce } from './sync-once.ts'
import type { FoundTip, SyncRequest, Tip } from './sync-request.ts'
import { verifyUrl } from './verify-url.ts'

/**
 * The table of contents of a deployment, and of the way back where it fails. Throws what went wrong and was not made good; the worker
 * settles it.
 */
export async function runDeployment(
  given: RunPorts,
  deployment: Deployment,
  app: App,
  signals: RunSignals,
): Promise<Outcome> {
  const ports = portsFor(app, given)
  const lines = ports.logs.open(app.name, deployment.id)
  const hidden = new Set(ports.secrets())
  const hide = (secrets: Iterable<string>) => {
    lines.hide(secrets)
    for (const secret of secrets) hidden.add(secret)
  }
  const clean = (error: unknown) => (error instanceof RedhookError ? redactError(error, createRedact(hidden)) : error)
  try {
    const stepPorts = { ...ports, lines }
    const run: Run = { deployment, app, ports, step: createStepRunner(stepPorts, deployment, signals), signals, hide }
    const { reached, error } = deployment
    if (reached === 'rollback' && error !== undefined) return await goOnBack(run, error)
    const ahead = untilCancelled(signals)
    const forward: Run = { ...run, step: createStepRunner(stepPorts, deployment, ahead), signals: ahead }
    return await goForward(forward).catch(failure => turnBack(run, clean(failure)))
  } catch (error) {
    throw clean(error)
  } finally {
    await lines.close()
  }
}

/** What a pull request brings is judged before it is run. */
const portsFor = (app: App, ports: RunPorts): RunPorts =>
  isPreviewApp(app) ? { ...ports, docker: ports.previews.docker(app), git: ports.previews.git(app) } : ports

/** The way ahead ends when a person cancels; the way back, which follows on that, does not. */
const untilCancelled = ({ stopping, abort, cancelled }: RunSignals): RunSignals => ({
  stopping: AbortSignal.any([stopping, cancelled]),
  abort: AbortSignal.any([abort, cancelled]),
  cancelled,
})

async function goForward(run: Run): Promise<Outcome> {
  const { app, deployment, signals } = run
  if (app.self === 'skip') return { state: 'skipped', reason: "This is Redhook's own repository, and self is skip." }
  if (deployment.cause.kind === 'rollback') return goToVersion(run, deployment.cause)
  const docker = usesCompose(app) && !isPreviewApp(app) ? askAhead(app, run.ports, signals.abort) : run.ports.docker
  return followBranch({ ...run, ports: { ...run.ports, docker } })
}

/** The tip of the branch becomes live. */
async function followBranch(run: Run): Promise<Outcome> {
  const { self } = run.app
  const tip = await syncCheckout(run)
  if ('outdated' in tip) return { state: 'skipped', reason: tip.outdated }
  if (tip.gone) return leaveGone(run, tip.branch)
  const planned = await makePlan(run, tip.tip, tip)
  if (planned.plan.action === 'skip') return skipped(planned.plan)
  if (self !== undefined && self !== 'skip') return deploySelf(run, self, planned)
  await (planned.target === undefined ? applyCommands(run) : applyCompose(run, planned, planned.target))
  return finish(run, planned)
}

/** A kept version becomes live, because a person wants it back. */
async function goToVersion(run: Run, cause: Extract<Cause, { kind: 'rollback' }>): Promise<Outcome> {
  const kept = await syncToVersion(run, cause)
  const planned = await planKept(run, kept, cause)
  const { target, model } = planned
  await applyCompose(run, planned, target, context =>
    putImagesBack(run, { version: kept.version, target, model, mayBuild: true }, context),
  )
  return finish(run, planned)
}

/** Nothing is deployed of a branch that is gone; a detour to it ends. */
async function leaveGone({ app, ports }: Run, branch: string): Promise<Outcome> {
  const gone = `The branch ${branch} is gone from the remote`
  if (app.detour === undefined) return { state: 'skipped', reason: `${gone}.` }
  await ports.endDetour(app)
  return { state: 'skipped', reason: `${gone}; ${app.name} goes back to ${app.detour.usual ?? 'its usual branch'}.` }
}

/** Brings the checkout to the tip of the branch, or to what a person or an event wants this once. */
function syncCheckout({ deployment, app, ports, step }: Run): Promise<Tip | Outdated> {
  const backups = join(ports.dataDir, 'backups', app.name, String(deployment.id))
  return step('sync', { timeoutMs: app.timeouts.syncMs, setting: 'timeouts.sync' }, async context => {
    const request = { ports, context, backups, ...expectedCommit(deployment) }
    const { ref, tip } = await findTip(deployment, app, request, ports)
    if ('outdated' in tip) context.note(tip.outdated)
    if ('outdated' in tip || tip.gone) return tip
    ports.store.patch(deployment.id, { branch: tip.branch, commit: tip.tip })
    context.note(`${ref ?? tip.branch} is at ${tip.tip.slice(0, 10)}: ${tip.subject} (${tip.author})`)
    if (isPreviewApp(app)) return movePreview(app, tip, request, ports)
    rememberHead(deployment, app, tip, ports)
    await moveCheckout(app, tip, ref === undefined ? request : { ...request, why: `${ref} is deployed this once` })
    return tip
  })
}

async function movePreview(app: PreviewApp, tip: FoundTip, request: SyncRequest, { previews }: RunPorts): Promise<Tip> {
  await moveCheckout(app, tip, { ...request, why: `the head of pull request ${app.preview.number}` })
  await previews.prepare(app)
  return tip
}

/** What is to be deployed; `ref` where it is not the branch's tip. */
async function findTip(
  deployment: Deployment,
  app: App,
  request: SyncRequest & { readonly expected?: string },
  { store, previews }: RunPorts,
): Promise<{ readonly ref?: string; readonly tip: Tip | Outdated }> {
  const { cause } = deployment
  if (isPreviewApp(app)) return { ref: app.preview.ref, tip: await previews.fetch(app, cause, request) }
  if (isRefCause(cause)) {
    const { expected: _, ...rest } = request
    return { ref: cause.ref, tip: await fetchForEvent(app, cause, { ...rest, store, deployment }) }
  }
  if (cause.kind !== 'request' || cause.ref === undefined) return { tip: await fetchTip(app, request) }
  return { ref: cause.ref, tip: await fetchOnce(app, cause.ref, request) }
}

/**
 * Before a first deployment only the checkout tells which commit runs: written down before it moves. The images join it once it is
 * known what runs.
 */
function rememberHead({ id, previous }: Deployment, app: App, { head, tip }: FoundTip, { store }: RunPorts): void {
  if (head === undefined || head === tip || previous !== undefined || !usesCompose(app)) return
  if (store.lastProject(app.name) !== undefined) return
  store.patch(id, { previous: { commit: head, composeFiles: [], images: [] } })
}

function expectedCommit({ cause }: Deployment): { expected?: string } {
  if (cause.kind === 'poll') return { expected: cause.tip }
  return cause.kind === 'push' && cause.after !== undefined ? { expected: cause.after } : {}
}

const skipped = ({ reasons: [reason] }: Plan): Outcome => ({
  state: 'skipped',
  reason: reason === undefined ? 'Nothing to do.' : `Nothing to do: ${reason.text}.`,
})

/** A `command` app: its commands are what `build` and `up` are for the others. */
async function applyCommands({ app, ports, step, signals }: Run): Promise<void> {
  using _slot = await ports.slots.take(signals.stopping)
  if (app.before.length > 0) {
    const limit = { timeoutMs: app.timeouts.beforeMs, setting: 'timeouts.before' }
    await step('before', limit, context => runHooks('before', app, undefined, ports, context))
  }
  await step('up', { timeoutMs: app.timeouts.upMs, setting: 'timeouts.up' }, context =>
    runCommands(app, ports, context),
  )
  await step('verify', { timeoutMs: app.health.timeoutMs + 10_000 }, context => verifyUrl(app, ports, context))
}

/** What follows once the new version is live, whatever kind of app it is. */
async function finish(run: Run, planned: Planned): Promise<Outcome> {
  const { app, ports, step } = run
  if (app.after.length > 0) {
    const limit = { timeoutMs: app.timeouts.afterMs, setting: 'timeouts.after' }
    await step('after', limit, context => runHooks('after', app, planned.target, ports, context))
  }
  await step('report', { timeoutMs: 60_000 }, context => report(run, planned, context))
  return { state: 'succeeded', reason: `${planned.plan.tip.slice(0, 10)} is live.` }
}
