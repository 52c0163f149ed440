import { dirname } from 'node:path'
import type { EnvFile, Project, Walk } from './compose-walk.ts'
import { placeOf, readCompose } from './compose-walk.ts'
import { type Content, listOf, recordOf } from './compose-yaml.ts'

/** A service's definition in a file, and the service of the model that comes of it. */
export interface ServiceSource {
  readonly of: string
  readonly name: string
  readonly content: Content
  readonly file: string
  readonly project: Project
}

/** Finds the files that a service takes variables and labels from, and the definitions it extends. */
export async function walkService(source: ServiceSource, walk: Walk): Promise<void> {
  const { of, name, content, project } = source
  const { env_file, label_file, extends: base } = recordOf(recordOf(content.services)[name])
  if (!walk.found.services.has(of)) walk.found.services.set(of, new Map())
  for (const entry of listOf(env_file)) await addEnvFile(entry, of, project, walk)
  for (const entry of listOf(label_file)) {
    const path = placeOf(entry, project, walk.found)
    if (path !== undefined) walk.found.variableFiles.add(path)
  }
  if (base !== undefined && base !== null) await walkBase(base, source, walk)
}

/** `env_file`: a path, or `{path, required}`. One whose path has variables must be there, or we may look at the wrong place. */
async function addEnvFile(entry: unknown, service: string, project: Project, { found, disk }: Walk): Promise<void> {
  const { path, required } = typeof entry === 'string' ? { path: entry } : recordOf(entry)
  const file = placeOf(path, project, found)
  if (file === undefined) return
  if (String(path).includes('$') && (await disk.look(file)).kind === 'absent') found.isOpen = true
  const known: EnvFile = { path: file, isRequired: required !== false }
  found.services.get(service)?.set(file, known)
}

/** `extends`: a service of this file, or `{file, service}`; paths in that file are relative to its own folder. */
async function walkBase(base: unknown, { of, content, file: own, project }: ServiceSource, walk: Walk): Promise<void> {
  const { service, file } = typeof base === 'string' ? { service: base } : recordOf(base)
  const path = file === undefined ? own : placeOf(file, project, walk.found)
  const step = `${path}#${service}`
  if (typeof service !== 'string' || path === undefined || walk.above.includes(step)) return
  const inside = { ...walk, above: [...walk.above, step] }
  const inner = path === own ? project : { ...project, folder: dirname(path) }
  for (const read of path === own ? [content] : await readCompose(path, walk)) {
    await walkService({ of, name: service, content: read, file: path, project: inner }, inside)
  }
}
