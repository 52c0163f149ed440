import { relative } from 'node:path'
import type { BuildContext, BuildModel, ComposeModel, Mount, ServiceModel } from './compose-model.ts'
import { createGlobs } from './globs.ts'
import { createIgnore } from './ignore-file.ts'
import type { Trap, TrapFacts } from './trap.ts'

/** What goes into an image and can change without the image being built. */
export function findStaleTraps({ services }: ComposeModel, facts: TrapFacts): Trap[] {
  const ignored = createGlobs(facts.ignore)
  return services.flatMap(service => {
    const { name, build } = service
    if (build === undefined) return []
    const held = heldPaths(build, facts)
    const covered = held.filter(path => coveringMount(path, service, facts.root) !== undefined)
    const silent = held.filter(path => ignored(path) !== undefined && !covered.includes(path))
    return [
      ...(build.context === undefined ? [remoteContext(name)] : []),
      ...(build.context !== undefined && !build.isUnderstood ? [unknownBase(name)] : []),
      ...ignoredCode(name, silent, ignored),
      ...coveredCode(service, covered, facts.root),
    ]
  })
}

/** The tracked paths that the builder is sent. */
function heldPaths({ context, contexts }: BuildModel, { root, paths }: TrapFacts): string[] {
  const holds = [...(context === undefined ? [] : [context]), ...contexts].map(each => holderOf(each, root))
  return paths.filter(path => holds.some(isHeld => isHeld(path)))
}

function holderOf({ folder, ignore }: BuildContext, root: string): (path: string) => boolean {
  const prefix = folderPrefix(relative(root, folder))
  const isExcluded = ignore === undefined ? () => false : createIgnore(ignore.text)
  return path => path.startsWith(prefix) && !isExcluded(path.slice(prefix.length))
}

/** What all paths of a folder begin with. */
const folderPrefix = (folder: string): string => (folder === '' ? '' : `${folder}/`)

function coveringMount(path: string, { mounts }: ServiceModel, root: string): Mount | undefined {
  return mounts.find(({ kind, source }) => {
    const at = relative(root, source)
    return kind === 'directory' ? path.startsWith(folderPrefix(at)) : kind === 'file' && path === at
  })
}

const remoteContext = (service: string): Trap => ({
  kind: 'remote-context',
  services: [service],
  text: `${service} is built from a remote context, and no push tells when that changes`,
  remedy: 'Name a commit in its URL, and raise it with a commit of your own; or bring it in as a submodule.',
})

const unknownBase = (service: string): Trap => ({
  kind: 'unknown-base',
  services: [service],
  text: `the images that the Dockerfile of ${service} starts or copies from cannot be told`,
  remedy:
    'Give each ARG that a FROM uses a default, or a value under build.args, and see that the Dockerfile is there.',
})

function ignoredCode(service: string, paths: readonly string[], glob: (path: string) => string | undefined): Trap[] {
  const [first] = paths
  if (first === undefined) return []
  const globs = [...new Set(paths.map(path => glob(path) ?? ''))].join(', ')
  return [
    {
      kind: 'ignored-code',
      services: [service],
      text: `the image of ${service} may hold ${some(paths)}, and ignore (${globs}) keeps a push of these alone from building it`,
      remedy: 'Exclude them in the .dockerignore as well, or take them out of ignore.',
    },
  ]
}

function coveredCode(service: ServiceModel, paths: readonly string[], root: string): Trap[] {
  const [first] = paths
  if (first === undefined) return []
  const source = coveringMount(first, service, root)?.source ?? root
  const at = relative(root, source) || 'the checkout'
  return [
    {
      kind: 'covered-code',
      services: [service.name],
      text: `${at} is mounted into ${service.name} and covers ${some(paths)}; a change there builds nothing, so what the image holds of it goes stale`,
      remedy: 'Fine for development. Else leave the mount out, or exclude what it covers in the .dockerignore.',
    },
  ]
}

/** The first three, and how many more. */
const some = (paths: readonly string[]): string =>
  paths.slice(0, 3).join(', ') + (paths.length > 3 ? ` and ${paths.length - 3} more` : '')
