import { readFile } from 'node:fs/promises'
import { type Document, isNode, parseAllDocuments, visit } from 'yaml'
import { parseEnvFile } from '../../core/env-file.ts'
import { sourcesRefused } from '../../core/preview/judge-model.ts'
import type { Refusal } from '../../core/preview/rule.ts'
import type { Target } from '../../core/target.ts'
import { type ComposeFiles, findComposeFiles } from './compose-files.ts'
import { type Content, listOf, recordOf } from './compose-yaml.ts'
import type { Observer } from './observe.ts'

/** A project, and what Compose is started with. */
export interface Sources {
  readonly target: Target
  /** The checkout's real path; and what is outside, and may be taken in all the same. */
  readonly roots: readonly string[]
  /** The environment of Compose, which goes before the project's own variables. */
  readonly environment: Readonly<Record<string, string>>
}

/**
 * Looks through the files of a project before Compose does: what it takes in by `include`, `extends`, `env_file` and `label_file`, and
 * its own `.env`, lie in the checkout, by a path that can be told.
 * @throws RedhookError PREVIEW_REFUSED
 */
export async function checkSources({ target, roots, environment }: Sources, disk: Observer): Promise<void> {
  const variables = parseEnvFile((await readText(target.envFile)) ?? '')
  const found = await findComposeFiles({ files: target.files, variables }, disk)
  const isKnown = (name: string) =>
    Object.hasOwn(variables, name) && !Object.hasOwn(environment, name) && !ofDocker.test(name)
  const refusals: Refusal[] = []
  for (const file of found.files) refusals.push(...(await refuseContent(file, disk, isKnown)))
  for (const path of new Set([...pathsOf(found), ...(target.envFile ? [target.envFile] : [])])) {
    const { real } = await disk.look(path)
    if (!roots.some(root => isBelow(root, real)))
      refusals.push({ key: path, why: 'is taken in, and leads out of the repository' })
  }
  if (refusals.length === 0 && found.mayTakeInOthers) {
    refusals.push({
      key: 'include',
      why: 'or extends, or env_file takes in a file that cannot be told from the text alone',
    })
  }
  if (refusals.length > 0) throw sourcesRefused(refusals)
}

/** All files that Compose reads of a project. */
export const pathsOf = ({ files, variableFiles, envFiles }: ComposeFiles): string[] => [
  ...files,
  ...variableFiles,
  ...[...envFiles.values()].flat().map(({ path }) => path),
]

/** Variables that the docker command line and Compose set for themselves. */
const ofDocker = /^(?:COMPOSE|DOCKER|OTEL)_|^PWD$/

type IsKnown = (variable: string) => boolean

const readText = (path: string | undefined): Promise<string | undefined> =>
  path === undefined ? Promise.resolve(undefined) : readFile(path, 'utf8').catch(() => undefined)

const isBelow = (folder: string, path: string): boolean => path === folder || path.startsWith(`${folder}/`)

async function refuseContent(file: string, disk: Observer, isKnown: IsKnown): Promise<Refusal[]> {
  const text = await disk.read(file)
  if (text === undefined) return []
  if (ambiguous.test(text))
    return [{ key: file, why: 'has characters that not everybody reads as the same lines of YAML' }]
  return [...parseAllDocuments(text, { merge: true, logLevel: 'silent' })].flatMap(document => {
    const content = document.errors.length > 0 ? {} : contentOf(document)
    if (content === undefined) return [{ key: file, why: 'takes itself in, or the same too often, through aliases' }]
    return [...foreignTags(document), ...foreignFiles(content, isKnown)]
  })
}

/** Undefined where aliases of aliases multiply: Compose takes all memory for them, and never ends. */
function contentOf(document: Document.Parsed): Content | undefined {
  try {
    return recordOf(document.toJS())
  } catch {
    return undefined
  }
}

/**
 * Compose reads YAML 1.1, where each of these ends a line, a comment's too: a carriage return by itself, NEL, LS and PS. And it reads
 * UTF-16, which is no text to us.
 */
const ambiguous = /\r(?!\n)|[\u0085\u2028\u2029\ufffd]|(?!^)\ufeff/

/** A tag may make Compose read another text than we do. */
function foreignTags(document: Document.Parsed): Refusal[] {
  const refusals: Refusal[] = []
  visit(document, (_, node) => {
    if (!isNode(node) || !('tag' in node) || node.tag === undefined) return
    if (!composeTags.has(node.tag)) refusals.push({ key: node.tag, why: 'is no tag of Compose' })
  })
  return refusals
}

const composeTags = new Set(['!reset', '!override'])

function foreignFiles(content: Content, isKnown: IsKnown): Refusal[] {
  const included = listOf(content.include).flatMap(include =>
    typeof include === 'string'
      ? [include]
      : ['path', 'project_directory', 'env_file'].flatMap(key => listOf(recordOf(include)[key])),
  )
  const services = Object.entries(recordOf(content.services)).map(
    ([name, service]) => [name, recordOf(service)] as const,
  )
  const bases = services.flatMap(([name, service]) => {
    const { file } = recordOf(service.extends)
    return file === undefined || file === null ? [] : [{ key: `services.${name}.extends`, path: file }]
  })
  const read = services.flatMap(([name, service]) => filesRead(name, service))
  return [
    ...[...included.map(path => ({ key: 'include', path })), ...bases]
      .filter(({ path }) => !isPlain(path))
      .map(refuse('which is no plain path of the repository')),
    ...read
      .filter(({ path }) => !variablesIn(path).every(isKnown))
      .map(refuse('by a variable that previews.env does not set')),
  ]
}

const filesRead = (name: string, service: Content) =>
  ['env_file', 'label_file'].flatMap(kind =>
    listOf(service[kind]).map(entry => ({
      key: `services.${name}.${kind}`,
      path: typeof entry === 'string' ? entry : recordOf(entry).path,
    })),
  )

const refuse =
  (why: string) =>
  ({ key, path }: { readonly key: string; readonly path: unknown }): Refusal => ({
    key,
    why: `takes in ${JSON.stringify(path)}, ${why}`,
  })

/** What a path is filled in with. */
const variablesIn = (path: unknown): string[] =>
  [...String(path).matchAll(/\$\$|\$\{?([A-Za-z_]\w*)/g)].flatMap(([, name]) => name ?? [])

/** No address of another machine, and no variable that may be one. */
const isPlain = (path: unknown): boolean => typeof path === 'string' && !/:\/\/|@[^/]*:|^github\.com\/|[$~]/.test(path)
