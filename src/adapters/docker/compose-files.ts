import { dirname, join } from 'node:path'
import { parseEnvFile } from '../../core/env-file.ts'
import { walkService } from './compose-services.ts'
import {
  type EnvFile,
  type Found,
  type Project,
  placeOf,
  readCompose,
  type Variables,
  type Walk,
} from './compose-walk.ts'
import { type Content, listOf, recordOf } from './compose-yaml.ts'

/** The files a Compose project is made of. Paths are absolute, as written: symlinks are not followed. */
export interface ComposeFiles {
  /** The Compose files, and those they take in by `include` and `extends`. */
  readonly files: readonly string[]
  /** Files that variables and labels are read from, beside the env files of services; also those that could be there. */
  readonly variableFiles: readonly string[]
  /** By service; an entry for each, whatever its profiles. */
  readonly envFiles: ReadonlyMap<string, readonly EnvFile[]>
  /** Whether other files may take part: a remote one, one that can't be read, a path that can't be filled in. */
  readonly mayTakeInOthers: boolean
  /** What included projects know beside the variables of the whole. */
  readonly variables: Variables
}

/** Where to start: the project's files in order, and what variables in their paths are filled in from. */
export type ComposeStart = Omit<Project, 'folder'>

/** Which files take part, found by reading them. Never throws: what can't be read is Compose's to complain about. */
export async function findComposeFiles(start: ComposeStart, disk: Walk['disk']): Promise<ComposeFiles> {
  const found: Found = {
    files: new Set(),
    variableFiles: new Set(),
    services: new Map(),
    variables: {},
    isOpen: false,
  }
  await walkProject({ ...start, folder: dirname(start.files[0] ?? '/') }, { disk, found, above: [] })
  return {
    files: [...found.files],
    variableFiles: [...found.variableFiles],
    envFiles: new Map([...found.services].map(([service, files]) => [service, [...files.values()]])),
    mayTakeInOthers: found.isOpen,
    variables: found.variables,
  }
}

async function walkProject(project: Project, walk: Walk): Promise<void> {
  for (const file of project.files) {
    if (walk.above.includes(file)) continue
    const inside = { ...walk, above: [...walk.above, file] }
    for (const content of await readCompose(file, walk)) await walkContent(content, file, project, inside)
  }
}

async function walkContent(content: Content, file: string, project: Project, walk: Walk): Promise<void> {
  for (const include of listOf(content.include)) await walkInclude(include, project, walk)
  for (const name of Object.keys(recordOf(content.services))) {
    await walkService({ of: name, name, content, file, project }, walk)
  }
}

/** `include`: a path, or `{path, env_file, project_directory}`, relative to the project that includes. */
async function walkInclude(include: unknown, project: Project, walk: Walk): Promise<void> {
  const { path, env_file, project_directory } = typeof include === 'string' ? { path: include } : recordOf(include)
  const places = (paths: unknown) => listOf(paths).flatMap(it => placeOf(it, project, walk.found) ?? [])
  const files = places(path)
  if (files[0] === undefined) return
  const folder = places(project_directory)[0] ?? dirname(files[0])
  const envFiles = env_file === undefined ? [join(folder, '.env')] : places(env_file)
  const own = await readVariables(envFiles, walk)
  walk.found.variables = { ...own, ...walk.found.variables }
  await walkProject({ files, folder, variables: { ...own, ...project.variables } }, walk)
}

async function readVariables(files: readonly string[], { disk, found }: Walk): Promise<Variables> {
  const all: Record<string, string> = {}
  for (const file of files) {
    found.variableFiles.add(file)
    Object.assign(all, parseEnvFile((await disk.read(file)) ?? ''))
  }
  return all
}
