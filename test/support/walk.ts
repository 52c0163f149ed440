import type { App } from '../../src/core/app.ts'
import type { ServicePlan } from '../../src/core/plan/plan.ts'
import type { Target } from '../../src/core/target.ts'
import { bringUp, buildImages, pullImages } from '../../src/pipeline/apply.ts'
import type { Docker } from '../../src/pipeline/ports/docker.ts'
import type { StepContext } from '../../src/pipeline/step-context.ts'
import { containersOf } from '../../src/pipeline/verify.ts'

interface Ports {
  readonly docker: Docker
}

const because = [{ rule: 'request', text: 'a test wants it' }] as const

/** What a plan says that does this to these services. */
export const planned = (action: ServicePlan['action'], ...services: string[]): ServicePlan[] =>
  services.map(service => ({ service, action, reasons: because }))

/** Builds every buildable service. */
export async function buildAll(target: Target, ports: Ports, context: StepContext): Promise<void> {
  const model = await ports.docker.resolve(target, context.signal)
  const names = model.services.filter(({ build }) => build !== undefined).map(({ name }) => name)
  const plan = { services: planned('build', ...names) }
  await buildImages(target, { plan, model, noCache: false, pull: false }, ports, context)
}

/** Pulls what is missing and not built here. */
export async function pullMissing(target: Target, ports: Ports, context: StepContext): Promise<void> {
  await pullImages(target, await ports.docker.resolve(target, context.signal), 'missing', ports, context)
}

/** Brings the project up as it is. */
export async function upAll(
  app: App,
  target: Target,
  ports: Ports,
  context: StepContext,
  services: readonly ServicePlan[] = [],
): Promise<{ warnings: readonly string[] }> {
  const before = await containersOf(target, ports.docker, context.signal)
  return bringUp({ app, target, services, before }, ports, context)
}
