import type { App } from '../core/app.ts'
import type { Target } from '../core/target.ts'
import { buildFailed, pullFailed, upFailed } from './compose-failure.ts'
import type { BuildOptions, ComposeModel, ComposeRun, Docker } from './ports/docker.ts'
import type { StepContext } from './step-context.ts'

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
  policy: App['pull'],
  { docker }: ApplyPorts,
  context: StepContext,
): Promise<void> {
  const model = await docker.resolve(target, context.signal)
  const services = pullable(model)
  const wanted = policy === 'always' ? services : await withoutImage(services, docker, context.signal)
  if (wanted.length === 0) return
  const options = { services: wanted.map(({ name }) => name), policy }
  const result = await docker.pull(target, options, toRun(context))
  if (!result.ok) throw pullFailed(result)
}

/**
 * Builds every buildable service; the old containers are not touched.
 * @throws RedhookError BUILD_FAILED with the last lines of the step that failed
 */
export async function buildImages(
  target: Target,
  options: BuildOptions,
  { docker }: ApplyPorts,
  context: StepContext,
): Promise<void> {
  const result = await docker.build(target, options, toRun(context))
  if (!result.ok) throw buildFailed(result)
}

/**
 * Starts what is there: `up -d --no-build`. Images that are still missing are fetched by Compose before it touches a container.
 * @throws RedhookError PORT_TAKEN, PULL_FAILED, UNHEALTHY for a service that others wait for, else UP_FAILED
 */
export async function bringUp(
  app: App,
  target: Target,
  { docker }: ApplyPorts,
  context: StepContext,
): Promise<{ warnings: readonly string[] }> {
  const up = () => docker.up(target, { removeOrphans: app.removeOrphans }, toRun(context))
  let result = await up()
  for (let tries = 0; tries < mostLeftovers && !result.ok; tries += 1) {
    if (!(await removeLeftover(result.problem, target, docker, context))) break
    result = await up()
  }
  if (!result.ok) throw await upFailed(result, app, target, docker, context.signal)
  return { warnings: result.warnings }
}

/** Images that services are built to, and that are not there. */
export async function missingImages(target: Target, { docker }: ApplyPorts, signal?: AbortSignal): Promise<string[]> {
  const names = builtImages(await docker.resolve(target, signal))
  const present = await docker.presentImages(names, signal)
  return names.filter(name => !present.has(name))
}

/** The images that services are built to, each once. */
export const builtImages = ({ services }: ComposeModel): string[] => [
  ...new Set(services.filter(({ isBuilt }) => isBuilt).map(({ image }) => image)),
]

const toRun = ({ signal, output }: StepContext): ComposeRun => ({ signal, onLine: output })

function pullable(model: ComposeModel): ComposeModel['services'] {
  const built = new Set(builtImages(model))
  return model.services.filter(
    ({ isBuilt, image, pullPolicy }) =>
      !isBuilt && !built.has(image) && pullPolicy !== 'never' && pullPolicy !== 'build',
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
