import type { ComposeModel } from '../plan/compose-model.ts'
import type { VersionImage } from './deployment.ts'

/** How each image of a version comes back. */
export interface ImagesBack {
  /** Names of this project's own that are moved back. */
  readonly retag: readonly VersionImage[]
  /** Services that get their image by id, since its name means another one by now, and is not ours to move. */
  readonly byId: readonly VersionImage[]
  /** Gone, but can be built again. */
  readonly build: readonly VersionImage[]
  /** Gone, and not built here. */
  readonly pull: readonly VersionImage[]
}

/** Decides it from the ids that names and ids have now; an image that is gone has none. Services the model does not know are left out. */
export function planImagesBack(
  images: readonly VersionImage[],
  { services }: Pick<ComposeModel, 'services'>,
  ids: ReadonlyMap<string, string>,
): ImagesBack {
  const known = images.filter(({ service }) => services.some(({ name }) => name === service))
  const isBuildable = ({ service }: VersionImage) =>
    services.some(({ name, build }) => name === service && build !== undefined)
  const there = known.filter(({ id }) => ids.has(id))
  const gone = known.filter(({ id }) => !ids.has(id))
  const moved = there.filter(({ id, name }) => ids.get(name) !== id)
  return {
    retag: moved.filter(({ isBuilt }) => isBuilt),
    byId: moved.filter(({ isBuilt }) => !isBuilt),
    build: gone.filter(isBuildable),
    pull: gone.filter(image => !isBuildable(image)),
  }
}
