import { judgeOutcome } from '../core/deployment/judge-outcome.ts'
import { RedhookError } from '../core/errors.ts'
import type { ContainerState } from '../core/health/container-state.ts'
import { brokenServices } from '../core/health/judge.ts'
import type { ComposeModel } from '../core/plan/compose-model.ts'
import type { Target } from '../core/target.ts'
import { bringUp, buildImages, pullImages, type UpRequest } from './apply.ts'
import { requireFreeSpace } from './free-space.ts'
import { runHooks } from './hooks.ts'
import { preflight } from './preflight.ts'
import type { Planned, Run } from './run.ts'
import type { StepContext } from './step-context.ts'
import { containersOf, verify } from './verify.ts'
import { keepPrevious } from './versions.ts'

/** Sees to it that the images are there, without touching a container; what `up` has to be told of them. */
export type ProvideImages = (context: StepContext) => Promise<Pick<UpRequest, 'override' | 'pullNever'>>

/** From the plan to healthy containers. The old ones run until `up` replaces them. Without `images` they are built as planned. */
export async function applyCompose(
  run: Run,
  planned: Planned,
  target: Target,
  images: ProvideImages = context => build(run, planned, target, context),
): Promise<void> {
  const { app, ports, step, deployment } = run
  const { before, tolerated } = await bringLive(run, planned, target, images)
  const limitMs = app.health.timeoutMs + 60_000
  await step('verify', { timeoutMs: limitMs, setting: 'health.timeout' }, async context => {
    const tell = async () => {
      const outcome = judgeOutcome(before, await containersOf(target, ports.docker, context.signal), builtOf(planned))
      ports.store.patch(deployment.id, { outcome })
    }
    await verify(app, target, { before: tolerated, model: modelOf(planned) }, ports, context).catch(async error => {
      await tell().catch(() => undefined)
      throw error
    })
    await tell()
  })
}

const builtOf = ({ plan }: Planned): ReadonlySet<string> =>
  new Set(plan.services.filter(({ action }) => action === 'build').map(({ service }) => service))

interface Before {
  /** All containers before anything changed. */
  readonly before: readonly ContainerState[]
  /** Those that the gate may find broken. */
  readonly tolerated: readonly ContainerState[]
  readonly provided: Awaited<ReturnType<ProvideImages>>
}

/** Build and start hold one of the places among those that work at once; waiting for health does not. */
async function bringLive(run: Run, planned: Planned, target: Target, images: ProvideImages): Promise<Before> {
  const { app, ports, step, signals } = run
  using _slot = await ports.slots.take(signals.stopping)
  const before = await step('build', { timeoutMs: app.timeouts.buildMs, setting: 'timeouts.build' }, async context => {
    await preflight(app, target, planned, ports, context)
    const containers = await containersOf(target, ports.docker, context.signal)
    const tolerated = planned.isFirst ? [] : brokenBeforeUs(run, planned, containers)
    await keepPrevious(run, planned, target, containers, context)
    return { before: containers, tolerated, provided: await images(context) }
  })
  if (app.before.length > 0) {
    const limit = { timeoutMs: app.timeouts.beforeMs, setting: 'timeouts.before' }
    await step('before', limit, context => runHooks('before', app, target, ports, context))
  }
  await step('up', { timeoutMs: app.timeouts.upMs, setting: 'timeouts.up' }, async context => {
    const request = { app, target, services: planned.plan.services, before: before.before, ...before.provided }
    const { warnings } = await bringUp(request, ports, context)
    for (const warning of warnings) context.note(`warning: ${warning}`)
  })
  return before
}

async function build(run: Run, planned: Planned, target: Target, context: StepContext): ReturnType<ProvideImages> {
  const { app, ports, deployment } = run
  const { plan } = planned
  const model = modelOf(planned)
  const { wishes } = deployment
  const policy = wishes.pull ? 'always' : app.pull
  if (plan.action === 'build' || policy === 'always') await pullImages(target, model, policy, ports, context)
  if (plan.action !== 'build') return {}
  await requireFreeSpace(ports, context.signal)
  const options = { noCache: wishes.noCache ?? false, pull: policy === 'always' }
  await buildImages(target, { plan, model, ...options }, ports, context)
  return {}
}

function modelOf({ model }: Planned): ComposeModel {
  if (model !== undefined) return model
  throw new RedhookError('A Compose project was planned without its model', {
    code: 'INTERNAL',
    hint: 'This is a bug in Redhook. Please report it with the log of this deployment.',
  })
}

/**
 * The containers that the gate may find broken: as they are now, unless an earlier attempt has touched them since the last
 * success. What that attempt broke must not pass for what was broken before.
 */
function brokenBeforeUs(
  { deployment, ports: { store, clock } }: Run,
  { inputs, brokenBefore }: Planned,
  containers: readonly ContainerState[],
): readonly ContainerState[] {
  const broken = brokenBefore ?? brokenServices(containers, clock.now())
  store.patch(deployment.id, { inputs: { ...inputs, broken } })
  return containers.filter(({ service }) => broken.includes(service))
}
