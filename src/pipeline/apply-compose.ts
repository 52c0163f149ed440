import type { ContainerState } from '../core/health/container-state.ts'
import { brokenServices } from '../core/health/judge.ts'
import type { Target } from '../core/target.ts'
import { bringUp, buildImages, pullImages } from './apply.ts'
import { runHooks } from './hooks.ts'
import { preflight } from './preflight.ts'
import type { Planned, Run } from './run.ts'
import { containersOf, verify } from './verify.ts'

/** From the plan to healthy containers. The old ones run until `up` replaces them. */
export async function applyCompose(run: Run, planned: Planned, target: Target): Promise<void> {
  const before = await bringLive(run, planned, target)
  const { app, ports, step } = run
  const limitMs = app.health.timeoutMs + 60_000
  await step('verify', { timeoutMs: limitMs, setting: 'health.timeout' }, context =>
    verify(app, target, before, ports, context),
  )
}

/** Build and start hold one of the places among those that work at once; waiting for health does not. */
async function bringLive(run: Run, planned: Planned, target: Target): Promise<readonly ContainerState[]> {
  const { app, ports, step, signals } = run
  const { plan, isFirst } = planned
  using _slot = await ports.slots.take(signals.stopping)
  const before = await step('build', { timeoutMs: app.timeouts.buildMs, setting: 'timeouts.build' }, async context => {
    await preflight(app, target, { isFirst }, ports, context)
    const { wishes } = run.deployment
    const policy = wishes.pull ? 'always' : app.pull
    if (plan.action === 'build' || policy === 'always') await pullImages(target, policy, ports, context)
    if (plan.action === 'build') {
      await buildImages(target, { noCache: wishes.noCache ?? false, pull: policy === 'always' }, ports, context)
    }
    return isFirst ? [] : brokenBeforeUs(run, planned, await containersOf(target, ports.docker, context.signal))
  })
  if (app.before.length > 0) {
    const limit = { timeoutMs: app.timeouts.beforeMs, setting: 'timeouts.before' }
    await step('before', limit, context => runHooks('before', app, target, ports, context))
  }
  await step('up', { timeoutMs: app.timeouts.upMs, setting: 'timeouts.up' }, async context => {
    const { warnings } = await bringUp(app, target, ports, context)
    for (const warning of warnings) context.note(`warning: ${warning}`)
  })
  return before
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
