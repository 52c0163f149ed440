import { join } from 'node:path'
import type { Version, VersionImage } from '../core/deployment/deployment.ts'
import { planImagesBack } from '../core/deployment/images-back.ts'
import { RedhookError } from '../core/errors.ts'
import type { ComposeModel } from '../core/plan/compose-model.ts'
import type { Target } from '../core/target.ts'
import type { UpRequest } from './apply.ts'
import { buildFailed } from './compose-failure.ts'
import type { Docker } from './ports/docker.ts'
import type { Run } from './run.ts'
import type { StepContext } from './step-context.ts'

export interface ImagesRequest {
  readonly version: Version
  readonly target: Target
  readonly model: ComposeModel
  /** Whether the checkout is at the version's commit, so that an image which is gone can be built from it. */
  readonly mayBuild: boolean
}

/**
 * Makes `up` use the images of a version: names of this project's own are moved back, other images are used by id, and what is gone is
 * built from the version's commit. Returns what `up` has to be told.
 * @throws RedhookError BUILD_FAILED, IMAGE_GONE
 */
export async function putImagesBack(
  { ports: { docker, disk, dataDir } }: Run,
  { version, target, model, mayBuild }: ImagesRequest,
  context: StepContext,
): Promise<Pick<UpRequest, 'override' | 'pullNever'>> {
  const { signal, note } = context
  const { retag, byId, build, pull } = planImagesBack(
    version.images,
    model,
    await idsOf(version.images, docker, signal),
  )
  for (const { id, name } of retag) await docker.tag(id, name, signal)
  if (retag.length > 0) note(`put back: ${retag.map(({ name }) => name).join(', ')}`)
  if (build.length > 0) await buildAgain(build, { target, version, mayBuild }, docker, context)
  if (pull.length > 0) note(`gone, and fetched anew: ${pull.map(({ name }) => name).join(', ')}`)
  const pullNever = pull.length === 0
  if (byId.length === 0) return { pullNever }
  note(`used by id, since the name means another image by now: ${byId.map(({ name }) => name).join(', ')}`)
  const override = join(dataDir, `images-${target.project}.yml`)
  await disk.replace(override, formatOverride(byId), dataDir)
  return { pullNever, override }
}

/** Moves back those names of this project's own that a failed build has moved. */
export async function putNamesBack(version: Version, docker: Docker, { signal, note }: StepContext): Promise<void> {
  const built = version.images.filter(({ isBuilt }) => isBuilt)
  const ids = await idsOf(built, docker, signal)
  const moved = built.filter(({ id, name }) => ids.has(id) && ids.get(name) !== id)
  for (const { id, name } of moved) await docker.tag(id, name, signal)
  if (moved.length > 0) note(`put back: ${moved.map(({ name }) => name).join(', ')}`)
}

const idsOf = (images: readonly VersionImage[], docker: Docker, signal: AbortSignal) =>
  docker.imageIds([...new Set(images.flatMap(({ id, name }) => [id, name]))], signal)

/** A Compose file that gives services their image by id, and nothing else. JSON is YAML. */
const formatOverride = (images: readonly VersionImage[]): string =>
  JSON.stringify({ services: Object.fromEntries(images.map(({ service, id }) => [service, { image: id }])) })

async function buildAgain(
  images: readonly VersionImage[],
  { target, version, mayBuild }: Pick<ImagesRequest, 'target' | 'version' | 'mayBuild'>,
  docker: Docker,
  { signal, output, note }: StepContext,
): Promise<void> {
  const services = images.map(({ service }) => service)
  const where = `from ${version.commit ?? 'its commit'}`
  if (!mayBuild) {
    throw new RedhookError(`The image of ${services.join(', ')} is gone, and cannot be built ${where}`, {
      code: 'IMAGE_GONE',
      hint: 'Push a correction: the next good deployment builds it.',
    })
  }
  note(`the image of ${services.join(', ')} is gone: built again ${where}`)
  const result = await docker.build(target, { services, noCache: false, pull: false }, { signal, onLine: output })
  if (!result.ok) throw buildFailed(result)
}
