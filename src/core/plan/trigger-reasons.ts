import type { ContextView } from './context-view.ts'
import { createGlobs } from './globs.ts'
import type { FindAt } from './place-index.ts'
import { holds } from './places.ts'
import { type BuiltService, contextsOf } from './project.ts'
import type { Touched } from './touched.ts'

/** A path that matches a trigger, and whom it builds. */
export interface Trigger {
  readonly glob: string
  readonly builds: ReadonlySet<BuiltService>
  /** It is a part of no build, so that all are built. */
  readonly isNowhere: boolean
}

interface TriggerSight {
  readonly built: readonly BuiltService[]
  /** Those whose build may have to do with a path. */
  readonly buildsAt: FindAt<BuiltService>
  readonly view: (service: BuiltService, file: string) => ContextView
}

/**
 * Tells what a trigger builds: the services whose build it is a part of; else those whose context would hold it but for the ignore
 * file; else all.
 */
export function createTriggers(
  globs: readonly string[],
  { built, buildsAt, view }: TriggerSight,
): (path: Touched) => Trigger | undefined {
  const match = createGlobs(globs)
  return ({ name, file }) => {
    const glob = match(name)
    if (glob === undefined) return undefined
    const near = buildsAt(file)
    const parts = near.filter(service => view(service, file) === 'sent' || isOwnFile(service, file))
    if (parts.length > 0) return { glob, builds: new Set(parts), isNowhere: false }
    const holders = near.filter(service => view(service, file) === 'excluded')
    if (holders.length > 0) return { glob, builds: new Set(holders), isNowhere: false }
    return { glob, builds: new Set(built), isNowhere: true }
  }
}

/** Every path that the build of a service has to do with. */
export function ownPlaces({ build }: BuiltService): string[] {
  const { dockerfile, secretFiles } = build
  return [
    ...contextsOf(build).flatMap(({ folder, ignore }) => (ignore === undefined ? [folder] : [folder, ignore.file])),
    ...(dockerfile === undefined ? [] : [dockerfile, `${dockerfile}.dockerignore`]),
    ...secretFiles,
  ]
}

/** Whether a file tells how the service is built: its Dockerfile, or the ignore file of one of its contexts, there or not. */
export const isOwnFile = (service: BuiltService, file: string): boolean =>
  isDockerfile(service, file) || isIgnoreFile(service, file)

/** Whether it is its Dockerfile, or a submodule with it. */
export const isDockerfile = ({ build: { dockerfile } }: BuiltService, file: string): boolean =>
  dockerfile !== undefined && holds(file, dockerfile)

function isIgnoreFile({ build }: BuiltService, file: string): boolean {
  // The one that is there may lie anywhere, behind a symlink.
  if (contextsOf(build).some(({ ignore }) => ignore?.file === file)) return true
  if (!file.endsWith('.dockerignore')) return false
  const { dockerfile } = build
  if (dockerfile !== undefined && file === `${dockerfile}.dockerignore`) return true
  return contextsOf(build).some(({ folder }) => file === `${folder}/.dockerignore`)
}
