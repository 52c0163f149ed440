import type { App } from '../core/app.ts'
import type { ContainerState } from '../core/health/container-state.ts'
import { planBuildWaves } from '../core/plan/build-waves.ts'
import type { ComposeModel } from '../core/plan/compose-model.ts'
import { sameImage } from '../core/plan/image-name.ts'
import type { Plan, ServicePlan } from '../core/plan/plan.ts'
import type { Target } from '../core/target.ts'
import { buildFailed, pullFailed, upFailed } from './compose-failure.ts'
import type { BuildOptions, ComposeResult, ComposeRun, Docker, UpOptions } from './ports/docker.ts'
import type { StepContext } from './step-context.ts'
import { containersOf } from './verify.ts'

export interface ApplyPorts {
  readonly docker: Docker
}

/**
 * Fetches images that are not built here, while the old containers still run: those that are missing, or all with `always`. Services
 * whose `pull_policy` forbids it, and those that run an image another service builds, are left out.
 * @throws RedhookError PULL_FAILED
 */
export async function pullImages(
  target: Target,
  model: ComposeModel,
  policy: App['pull'],
  { docker }: ApplyPorts,
  context: StepContext,
): Promise<void> {
  const services = pullable(model)
  const wanted = policy === 'always' ? services : await withoutImage(services, docker, context.signal)
  if (wanted.length === 0) return
  const options = { services: wanted.map(({ name }) => name), policy }
  const result = await docker.pull(target, options, toRun(context))
  if (!result.ok) throw pullFailed(result)
}

/**
 * Builds the services that the plan names, an image before those that are made from it, and each build that several share once.
 * The old containers are not touched.
 * @throws RedhookError BUILD_FAILED with the last lines of the step that failed
 */
export async function buildImages(
  target: Target,
  {
    plan,
    model,
    ...options
  }: { readonly plan: Pick<Plan, 'services'>; readonly model: ComposeModel } & Omit<BuildOptions, 'services'>,
  { docker }: ApplyPorts,
  context: StepContext,
): Promise<void> {
  for (const services of planBuildWaves(plan, model)) {
    const result = await docker.build(target, { ...options, services }, toRun(context))
    if (!result.ok) throw buildFailed(result)
  }
  const imageOf = (service: string) => model.services.find(({ name }) => name === service)?.image
  for (const { service, sameBuildAs } of plan.services) {
    const [image, name] = [sameBuildAs && imageOf(sameBuildAs), imageOf(service)]
    if (image === undefined || name === undefined || sameImage(image, name)) continue
    await docker.tag(image, name, context.signal)
    context.note(`${service} gets the image of ${sameBuildAs}: their builds are the same`)
  }
}

export interface UpRequest {
  readonly app: App
  readonly target: Target
  readonly services: readonly ServicePlan[]
  /** The project's containers as they are. */
  readonly before: readonly ContainerState[]
  /** A further Compose file, see UpOptions. */
  readonly override?: string
  readonly pullNever?: boolean
}

/**
 * Starts what is there: `up -d --no-build`, by which Compose replaces what differs in image or definition; then replaces what the
 * plan wants replaced and Compose saw no difference in, and restarts what is to be restarted and still is what it was.
 * @throws RedhookError PORT_TAKEN, PULL_FAILED, UNHEALTHY for a service that others wait for, else UP_FAILED
 */
export async function bringUp(
  request: UpRequest,
  ports: ApplyPorts,
  context: StepContext,
): Promise<{ warnings: readonly string[] }> {
  const { app, target, services, before, override, pullNever } = request
  const options = {
    removeOrphans: app.removeOrphans,
    ...(override === undefined ? {} : { override }),
    ...(pullNever === undefined ? {} : { pullNever }),
  }
  const { warnings } = await up(request, options, ports, context)
  if (!services.some(({ action, isForced }) => isForced || action === 'restart')) return { warnings }

  const after = await containersOf(target, ports.docker, context.signal)
  const untouched = services.filter(({ service }) => isUntouched(service, before, after))
  const replaced = untouched.filter(({ isForced }) => isForced).map(({ service }) => service)
  if (replaced.length > 0) await up(request, { ...options, removeOrphans: false, recreate: replaced }, ports, context)
  const restarted = untouched.filter(({ action }) => action === 'restart').map(({ service }) => service)
  if (restarted.length > 0) {
    const result = await ports.docker.restart(target, restarted, toRun(context))
    if (!result.ok) throw await upFailed(result, app, target, ports.docker, context.signal)
  }
  return { warnings }
}

/** Its containers are those of before, and have not been started again. */
function isUntouched(service: string, before: readonly ContainerState[], after: readonly ContainerState[]): boolean {
  const print = (states: readonly ContainerState[]) =>
    states
      .filter(state => state.service === service)
      .map(({ id, startedAt }) => `${id} ${startedAt}`)
      .sort()
      .join()
  return print(before) !== '' && print(before) === print(after)
}

async function up(
  { app, target }: UpRequest,
  options: UpOptions,
  { docker }: ApplyPorts,
  context: StepContext,
): Promise<ComposeResult> {
  let result = await docker.up(target, options, toRun(context))
  for (let tries = 0; tries < mostLeftovers && !result.ok; tries += 1) {
    if (!(await removeLeftover(result.problem, target, docker, context))) break
    result = await docker.up(target, options, toRun(context))
  }
  if (!result.ok) throw await upFailed(result, app, target, docker, context.signal)
  return result
}

/** The images that services are built to, each once. */
export const builtImages = ({ services }: ComposeModel): string[] => [
  ...new Set(services.filter(({ build }) => build !== undefined).map(({ image }) => image)),
]

const toRun = ({ signal, output }: StepContext): ComposeRun => ({ signal, onLine: output })

function pullable(model: ComposeModel): ComposeModel['services'] {
  const built = new Set(builtImages(model))
  return model.services.filter(
    ({ build, image, pullPolicy }) =>
      build === undefined && !built.has(image) && pullPolicy !== 'never' && pullPolicy !== 'build',
  )
}

async function withoutImage(services: ComposeModel['services'], docker: Docker, signal: AbortSignal) {
  const present = await docker.presentImages([...new Set(services.map(({ image }) => image))], signal)
  return services.filter(({ image, pullPolicy }) => pullPolicy === 'always' || !present.has(image))
}

/** An interrupted `up` leaves at most one for each service that it was about to replace. */
const mostLeftovers = 10
const isPassingName = (name: string): boolean => /^[0-9a-f]{12}_/.test(name)

/**
 * Clears the way of a replacement that an interrupted `up` left behind, never started: `<12 hex digits>_<name>`. Compose removes it
 * as a surplus container of the service, but at the same time wants its name; then it is gone by now.
 */
async function removeLeftover(
  problem: Awaited<ReturnType<Docker['up']>>['problem'],
  { project }: Target,
  docker: Docker,
  { signal, note }: StepContext,
): Promise<boolean> {
  if (problem?.kind !== 'name-taken') return false
  const holder = await docker.findContainer(problem.holder, signal)
  if (!holder) return isPassingName(problem.name)
  if (holder.project !== project || holder.isRunning || !isPassingName(holder.name)) return false
  note(`removing ${holder.name}, left behind by an interrupted deployment`)
  await docker.removeContainer(holder.id, signal)
  return true
}
