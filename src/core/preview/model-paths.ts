import { dockerfileOf } from './path-rules.ts'
import { isMapping } from './rule.ts'

/** Every path of this machine that a resolved model names, so that the caller can look where each leads. */
export function pathsOf(resolved: unknown): string[] {
  const found = new Set<string>()
  const add = (path: unknown) => {
    if (typeof path === 'string' && path.startsWith('/')) found.add(path)
  }
  for (const service of membersOf(resolved, 'services')) {
    addBuild(service.build, add)
    if (!Array.isArray(service.volumes)) continue
    for (const volume of service.volumes) if (isMapping(volume) && volume.type === 'bind') add(volume.source)
  }
  for (const kind of ['configs', 'secrets']) for (const { file } of membersOf(resolved, kind)) add(file)
  return [...found]
}

function addBuild(build: unknown, add: (path: unknown) => void): void {
  if (!isMapping(build)) return
  add(build.context)
  add(dockerfileOf(build))
  if (isMapping(build.additional_contexts)) Object.values(build.additional_contexts).forEach(add)
}

/** The definitions of one kind. */
export const membersOf = (resolved: unknown, kind: string): Readonly<Record<string, unknown>>[] =>
  entriesOf(resolved, kind).map(([, member]) => member)

/** As `membersOf`, with their names. */
export function entriesOf(resolved: unknown, kind: string): [string, Readonly<Record<string, unknown>>][] {
  const members = isMapping(resolved) ? resolved[kind] : undefined
  if (!isMapping(members)) return []
  return Object.entries(members).map(([name, member]) => [name, isMapping(member) ? member : {}])
}
