import type { BuildModel, ComposeModel, Mount, ServiceModel } from './compose-model.ts'
import { formatImageName } from './image-name.ts'
import { reaches } from './places.ts'

/** A service with what it has to do with the others. */
export interface ProjectService extends ServiceModel {
  /** Every other service that runs the image of the same name. */
  readonly sharers: readonly ProjectService[]
  /** Every other service that is built from its image, or may be. */
  readonly users: readonly ProjectService[]
}

export type BuiltService = ProjectService & { readonly build: BuildModel }

export const isBuilt = (service: ProjectService): service is BuiltService => service.build !== undefined

/** The services of a model, each knowing the others. */
export function createProject({ services }: ComposeModel): ProjectService[] {
  const linked = services.map(service => ({
    ...service,
    sharers: [] as ProjectService[],
    users: [] as ProjectService[],
  }))
  const images = linked.map(({ image }) => formatImageName(image))
  const used = linked.map(({ build }) => new Set(build?.uses.map(formatImageName)))
  linked.forEach((service, at) => {
    linked.forEach((other, otherAt) => {
      if (other === service) return
      const image = images[at] ?? ''
      if (images[otherAt] === image) service.sharers.push(other)
      if (used[otherAt]?.has(image) || mayUse(other, service)) service.users.push(other)
    })
  })
  return linked
}

const mayUse = ({ build }: ServiceModel, { name }: ServiceModel): boolean =>
  build !== undefined && (build.usesServices.includes(name) || !build.isUnderstood)

/** A path that the container shares with the host as it is at the moment, other than a config or a secret. */
const isBind = ({ kind }: Mount): boolean => kind === 'file' || kind === 'directory'

/** Whether a mount may have kept changes of its build context from being built. */
export const mayBeStale = ({ build, mounts }: BuiltService): boolean =>
  mounts.some(mount => isBind(mount) && contextsOf(build).some(({ folder }) => reaches(mount.source, folder)))

/** Every local folder that is sent to the builder. */
export const contextsOf = ({ context, contexts }: BuildModel): readonly NonNullable<BuildModel['context']>[] =>
  context === undefined ? contexts : [context, ...contexts]
