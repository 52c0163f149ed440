import type { Mount } from './compose-model.ts'
import { holds } from './places.ts'
import type { BuiltService, ProjectService } from './project.ts'

/** Something that a service has mounted. */
export interface Mounted {
  readonly service: ProjectService
  readonly mount: Mount
}

/** The services whose containers see a file through one of these mounts, whatever their image holds in its place. */
export const showing = (mounted: readonly Mounted[], file: string): ReadonlySet<ProjectService> =>
  mounted.length === 0 ? none : new Set(mounted.filter(({ mount }) => shows(mount, file)).map(({ service }) => service))

const none: ReadonlySet<ProjectService> = new Set()

const shows = ({ kind, source }: Mount, file: string): boolean =>
  kind === 'directory' ? holds(source, file) : kind === 'file' && source === file

/**
 * Whether nobody can tell from a service's image that a file changed: everything that runs the image sees the file through a mount,
 * and no other image is built from it.
 */
export const isCovered = (service: BuiltService, shown: ReadonlySet<ProjectService>): boolean =>
  shown.has(service) && service.users.length === 0 && service.sharers.every(sharer => shown.has(sharer))
