import type { App } from '../core/app.ts'
import { type Evidence, RedhookError } from '../core/errors.ts'
import type { Target } from '../core/target.ts'
import { evidenceOf } from './evidence.ts'
import type { ComposeProblem, ComposeResult, ContainerRef, Docker, PortHolder } from './ports/docker.ts'

const shownLines = 30
const diskHint = 'The disk is full. Look with docker system df; docker builder prune and docker image prune free space.'

/** A build that failed, with the lines of the step that did. */
export function buildFailed({ tail, problem }: ComposeResult): RedhookError {
  const step = failedStep(tail)
  const says = problem?.says.split('\n').at(-1) ?? 'docker compose build failed'
  const evidence: Evidence = {
    ...(step?.service ? { service: step.service } : {}),
    log: step?.log ?? tail.slice(-shownLines),
  }
  return new RedhookError(
    step?.service ? `The build of ${step.service} failed: ${says}` : `The build failed: ${says}`,
    {
      code: 'BUILD_FAILED',
      hint:
        problem?.kind === 'disk-full'
          ? diskHint
          : 'What ran before still runs. Correct what the log of the build step below shows, and push again.',
      evidence: [evidence],
    },
  )
}

/** The step of the first `#12 ERROR: …`, and what it printed, without BuildKit's numbers and times. */
function failedStep(lines: readonly string[]): { service?: string; log: string[] } | undefined {
  const number = lines.map(line => /^#(\d+) ERROR\b/.exec(line)?.[1]).find(found => found !== undefined)
  if (number === undefined) return undefined
  const own = lines.filter(line => line.startsWith(`#${number} `)).map(line => line.replace(/^#\d+ (?:\d+\.\d+ )?/, ''))
  const service = own.map(line => /^\[(\S+?)(?: [^\]]*)?\] /.exec(line)?.[1]).find(found => found !== undefined)
  return { ...(service === undefined ? {} : { service }), log: own.slice(-shownLines) }
}

/** Images that could not be fetched. Tried again by itself only where the registry was away or busy. */
export function pullFailed({ tail, problem }: ComposeResult): RedhookError {
  const heals = problem?.kind === 'pull' && problem.heals
  return new RedhookError(`An image could not be fetched: ${problem?.says ?? 'docker compose pull failed'}`, {
    code: 'PULL_FAILED',
    retryable: heals,
    hint:
      problem?.kind === 'disk-full'
        ? diskHint
        : 'What ran before still runs. Check the name of the image, docker login, and the way to the registry; then: redhook deploy.',
    evidence: [{ log: tail.slice(-shownLines) }],
  })
}

/** Why `up` failed, with who is in the way where the engine can tell. */
export async function upFailed(
  result: ComposeResult,
  app: App,
  target: Target,
  docker: Docker,
  signal: AbortSignal,
): Promise<RedhookError> {
  const problem: ComposeProblem = result.problem ?? { kind: 'other', says: 'docker compose up failed' }
  const evidence: Evidence[] = [{ log: result.tail.slice(-shownLines) }]
  switch (problem.kind) {
    case 'pull':
      return pullFailed(result)
    case 'port-taken':
      return portTaken(problem.port, await docker.portHolder(problem.port, signal), { app, target }, evidence)
    case 'name-taken':
      return nameTaken(problem, await docker.findContainer(problem.holder, signal))
    case 'dependency':
      return dependencyFailed(problem.name, problem.says, target, docker, signal)
    case 'image-missing':
      return failed(`The image ${problem.image} is not there`, 'Build it: redhook deploy --build.', evidence)
    case 'disk-full':
      return failed(problem.says, diskHint, evidence)
    case 'invalid':
      return new RedhookError(`Compose does not accept the project: ${problem.says}`, {
        code: 'COMPOSE_INVALID',
        hint: 'Correct the Compose file, or what it takes in, and push again.',
        evidence,
      })
    default:
      return failed(problem.says, 'Read what Compose said in the log of the step up below.', evidence)
  }
}

const failed = (says: string, hint: string, evidence: readonly Evidence[]) =>
  new RedhookError(`docker compose up failed: ${says}`, { code: 'UP_FAILED', hint, evidence })

function portTaken(
  port: number,
  holder: PortHolder | undefined,
  where: { readonly app: App; readonly target: Target },
  evidence: readonly Evidence[],
): RedhookError {
  const who =
    holder === undefined
      ? 'something else on this machine'
      : 'container' in holder
        ? `the container ${holder.container.name}`
        : `the process ${holder.process} (${holder.pid})`
  const hint = freePort(holder && 'container' in holder ? holder.container : undefined, where)
  return new RedhookError(`Port ${port} is taken by ${who}`, { code: 'PORT_TAKEN', hint, evidence })
}

/** How to get a port that a container has, or something else than one. */
function freePort(
  holder: ContainerRef | undefined,
  { app, target }: { readonly app: App; readonly target: Target },
): string {
  const project = holder?.project
  if (holder !== undefined && project === target.project) {
    return `That container is of this project itself. If its service left the Compose file, set removeOrphans: true for this app, or remove it (docker rm -f ${holder.name}); if not, give its services different ports. Then: redhook deploy.`
  }
  const stop = project === undefined ? 'Stop it' : `Stop it (docker compose -p ${project} stop)`
  return ['red', 'blue', ''].some(color => project === `${color}${app.name}`)
    ? `That is the app's other color, which Redhook never stops. ${stop} and run redhook deploy, or give the colors different ports.`
    : `${stop}, or change the port in the Compose file or the app's .env; then: redhook deploy.`
}

function nameTaken(
  { name, says }: Extract<ComposeProblem, { kind: 'name-taken' }>,
  holder: Awaited<ReturnType<Docker['findContainer']>>,
): RedhookError {
  const owner =
    holder?.project === undefined ? 'a container outside of Compose' : `a container of the project ${holder.project}`
  return failed(
    `the name ${name} belongs to ${owner}`,
    `A fixed container_name can exist once. Remove it from the Compose file, or the container: docker rm -f ${name}`,
    [{ container: name, log: [says] }],
  )
}

/** A service that others wait for was unhealthy, or did not complete, while `up` waited. */
async function dependencyFailed(
  name: string,
  says: string,
  target: Target,
  docker: Docker,
  signal: AbortSignal,
): Promise<RedhookError> {
  const containers = await docker.containers(target.project, signal)
  const found = containers.filter(container => container.service === name || container.name === name)
  return new RedhookError(`A service that others wait for failed: ${says}`, {
    code: 'UNHEALTHY',
    hint: 'Read its log below; correct the service, or the condition with which others wait for it.',
    evidence: await Promise.all(found.map(container => evidenceOf(container, docker, signal))),
  })
}
