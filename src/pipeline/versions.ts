import type { Deployment, Version } from '../core/deployment/deployment.ts'
import { runningCommit } from '../core/deployment/running-commit.ts'
import { imagesThatRun } from '../core/deployment/version-images.ts'
import { formatVersionTag } from '../core/deployment/version-tag.ts'
import { isWhole } from '../core/deployment/way-back.ts'
import { RedhookError, toFailure } from '../core/errors.ts'
import type { ContainerState } from '../core/health/container-state.ts'
import { brokenServices } from '../core/health/judge.ts'
import type { Target } from '../core/target.ts'
import type { Docker } from './ports/docker.ts'
import type { Planned, Run } from './run.ts'
import { runningFacts } from './running-files.ts'
import type { StepContext } from './step-context.ts'
import { containersOf } from './verify.ts'

/**
 * Writes down which version the way back leads to, and keeps its images from being cleared away. Belongs before anything changes. Nothing
 * is done when an earlier attempt of this deployment did it, and nothing is known when what runs is not known to be good.
 */
export async function keepPrevious(
  { deployment, ports: { store, docker, clock } }: Run,
  planned: Planned,
  target: Target,
  containers: readonly ContainerState[],
  context: StepContext,
): Promise<void> {
  const { previous: noted } = store.get(deployment.id) ?? deployment
  const commit = noted?.commit
  if (isWhole(noted)) return
  const { last } = planned
  const previous =
    last === undefined
      ? versionBefore(planned, target, containers, { commit, now: clock.now() })
      : lastVersion(last, planned, containers, {
          isUntidy: hasUntidied(store.failedSinceGood(keyOf(last), deployment.id)),
          commit: runningCommit(runningFacts(last.app, store, last)),
        })
  if (!isWhole(previous)) return
  if (!isKept(previous, last)) {
    await keepImages(previous, previous.deployment?.toString() ?? `before-${deployment.id}`, target, docker, context)
  }
  store.patch(deployment.id, { previous })
}

/** Writes down what a deployment made live, and keeps those images from being cleared away. */
export async function keepVersion(
  { deployment, ports: { store, docker } }: Run,
  { plan, inputs, model }: Planned,
  target: Target,
  context: StepContext,
): Promise<void> {
  const containers = await containersOf(target, docker, context.signal)
  const version: Version = {
    deployment: deployment.id,
    commit: plan.tip,
    ...(target.color === undefined ? {} : { color: target.color }),
    composeFiles: inputs.composeFiles,
    images: imagesThatRun({ containers, project: target.project, ...(model === undefined ? {} : { model }) }),
  }
  await keepImages(version, String(deployment.id), target, docker, context)
  store.patch(deployment.id, { version })
}

const keyOf = ({ app, project }: Deployment) => ({ app, project: project ?? app })

/** Attempts that may have left containers of theirs running. */
const hasUntidied = (attempts: readonly Deployment[]): boolean =>
  attempts.some(({ steps }) => steps.some(({ name }) => name === 'up'))

/** The last good version, by what runs of it; by what was written down where something else may run in its place. */
function lastVersion(
  last: Deployment,
  { model }: Planned,
  containers: readonly ContainerState[],
  { isUntidy, commit }: { readonly isUntidy: boolean; readonly commit: string | undefined },
): Version | undefined {
  const known = last.version?.images
  const origin = last.version === undefined ? last.id : last.version.deployment
  const images = imagesThatRun({
    containers: isUntidy ? [] : containers,
    project: keyOf(last).project,
    ...(known === undefined ? {} : { known }),
    ...(model === undefined ? {} : { model }),
  })
  return {
    ...(origin === undefined ? {} : { deployment: origin }),
    ...(commit === undefined ? {} : { commit }),
    ...(last.color === undefined ? {} : { color: last.color }),
    composeFiles: last.version?.composeFiles ?? last.inputs?.composeFiles ?? [],
    images,
  }
}

/** What ran before a first deployment, if all of it ran well. */
function versionBefore(
  { model, inputs }: Planned,
  target: Target,
  containers: readonly ContainerState[],
  { commit, now }: { readonly commit: string | undefined; readonly now: number },
): Version | undefined {
  const working = containers.filter(container => !hasDoneItsWork(container))
  if (working.length === 0 || brokenServices(working, now).length > 0) return undefined
  return {
    ...(commit === undefined ? {} : { commit }),
    ...(target.color === undefined ? {} : { color: target.color }),
    composeFiles: inputs.composeFiles,
    images: imagesThatRun({ containers, project: target.project, ...(model === undefined ? {} : { model }) }),
  }
}

const hasDoneItsWork = ({ status, exitCode, restartPolicy }: ContainerState): boolean =>
  status === 'exited' && exitCode === 0 && (restartPolicy === 'no' || restartPolicy === 'on-failure')

/** Its images have their names since the deployment that made it live. */
function isKept({ deployment, images }: Version, last: Deployment | undefined): boolean {
  const known = last?.version
  if (known === undefined || known.deployment !== deployment) return false
  return images.every(({ id }) => known.images.some(image => image.id === id))
}

/** One name an image is enough, whichever services share it. An image that is gone already is no reason to fail. */
async function keepImages(
  { images }: Version,
  mark: string,
  { project }: Target,
  docker: Docker,
  { signal, note }: StepContext,
): Promise<void> {
  const byId = new Map(images.map(({ id, service }) => [id, service]))
  const keep = async ([id, service]: readonly [string, string]) => {
    try {
      await docker.tag(id, formatVersionTag(project, mark, service), signal)
    } catch (error) {
      if (signal.aborted || (error instanceof RedhookError && error.retryable)) throw error
      note(`warning: the image of ${service} could not be kept: ${toFailure(error).message}`)
    }
  }
  await Promise.all([...byId].map(keep))
}
