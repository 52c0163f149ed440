import type { ContainerState } from '../health/container-state.ts'
import type { ComposeModel } from '../plan/compose-model.ts'
import { sameImage } from '../plan/image-name.ts'
import type { VersionImage } from './deployment.ts'

/** What images are read from: the containers that are there, and what is known of them. */
export interface ImageSources {
  readonly containers: readonly ContainerState[]
  readonly project: string
  readonly model?: ComposeModel
  /** Images of an earlier version: they tell of services without a container, and how images were named. */
  readonly known?: readonly VersionImage[]
}

/** The image of each service that has a container, one that runs if it can be; by the service's name. */
export function imagesThatRun({ containers, known = [], ...sources }: ImageSources): VersionImage[] {
  const byService = new Map<string, ContainerState>()
  for (const container of containers.filter(({ status }) => status !== 'created' && status !== 'removing')) {
    if (byService.get(container.service)?.status !== 'running') byService.set(container.service, container)
  }
  const images = [...byService.values()].map(
    container => known.find(image => isImageOf(image, container)) ?? describeImage(container, sources),
  )
  const others = known.filter(({ service }) => !byService.has(service))
  return [...images, ...others].sort((one, other) => (one.service < other.service ? -1 : 1))
}

const isImageOf = (image: VersionImage, container: ContainerState): boolean =>
  image.service === container.service && image.id === container.image

/** Run by its id, it has no name of its own; then the model names it. */
function describeImage(
  { service, image, imageName }: ContainerState,
  { project, model }: Pick<ImageSources, 'project' | 'model'>,
): VersionImage {
  const meant = model?.services.find(({ name }) => name === service)
  const name = imageName.startsWith('sha256:') ? (meant?.image ?? imageName) : imageName
  const ownNames = [`${project}-${service}`, `${project}_${service}`]
  const builds = model?.services.filter(({ build }) => build !== undefined) ?? []
  const isBuilt = ownNames.includes(name) || builds.some(other => sameImage(other.image, name))
  return { service, id: image, name, isBuilt }
}
