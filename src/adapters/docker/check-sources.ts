import { readFile } from 'node:fs/promises'
import { isNode, parseAllDocuments, visit } from 'yaml'
import { parseEnvFile } from '../../core/env-file.ts'
import { previewRefused } from '../../core/preview/judge-model.ts'
import type { Refusal } from '../../core/preview/rule.ts'
import type { Target } from '../../core/target.ts'
import { findComposeFiles } from './compose-files.ts'
import { type Content, listOf, recordOf } from './compose-yaml.ts'
import type { Observer } from './observe.ts'

/**
 * Looks through the files of a project before Compose does: what it takes in by `include`, `extends` and `env_file` lies in the
 * checkout, by a path that can be told.
 * @param root the checkout's real path
 * @throws RedhookError PREVIEW_REFUSED
 */
export async function checkSources(target: Target, root: string, disk: Observer): Promise<void> {
  const variables = parseEnvFile((await readText(target.envFile)) ?? '')
  const found = await findComposeFiles({ files: target.files, variables }, disk)
  const refusals: Refusal[] = []
  for (const file of found.files) refusals.push(...(await refuseContent(file, disk)))
  const paths = [...found.files, ...found.variableFiles, ...[...found.envFiles.values()].flat().map(({ path }) => path)]
  for (const path of new Set(paths)) {
    const { real } = await disk.look(path)
    if (!isBelow(root, real)) refusals.push({ key: path, why: 'is taken in, and leads out of the repository' })
  }
  if (refusals.length === 0 && found.mayTakeInOthers) {
    refusals.push({
      key: 'include',
      why: 'or extends, or env_file takes in a file that cannot be told from the text alone',
    })
  }
  if (refusals.length > 0) throw previewRefused(refusals)
}

const readText = (path: string | undefined): Promise<string | undefined> =>
  path === undefined ? Promise.resolve(undefined) : readFile(path, 'utf8').catch(() => undefined)

const isBelow = (folder: string, path: string): boolean => path === folder || path.startsWith(`${folder}/`)

async function refuseContent(file: string, disk: Observer): Promise<Refusal[]> {
  const text = await disk.read(file)
  if (text === undefined) return []
  const documents = [...parseAllDocuments(text, { merge: true, logLevel: 'silent' })]
  return documents.flatMap(document => [
    ...foreignTags(document),
    ...(document.errors.length > 0 ? [] : foreignFiles(recordOf(document.toJS({ maxAliasCount: -1 })))),
  ])
}

/** A tag may make Compose read another text than we do. */
function foreignTags(document: Parameters<typeof visit>[0]): Refusal[] {
  const refusals: Refusal[] = []
  visit(document, (_, node) => {
    if (!isNode(node) || !('tag' in node) || node.tag === undefined) return
    if (!composeTags.has(node.tag)) refusals.push({ key: node.tag, why: 'is no tag of Compose' })
  })
  return refusals
}

const composeTags = new Set(['!reset', '!override'])

function foreignFiles(content: Content): Refusal[] {
  const included = listOf(content.include).flatMap(include =>
    typeof include === 'string'
      ? [include]
      : ['path', 'project_directory', 'env_file'].flatMap(key => listOf(recordOf(include)[key])),
  )
  const bases = Object.entries(recordOf(content.services)).flatMap(([name, service]) => {
    const { file } = recordOf(recordOf(service).extends)
    return file === undefined || file === null ? [] : [{ key: `services.${name}.extends`, path: file }]
  })
  return [...included.map(path => ({ key: 'include', path })), ...bases]
    .filter(({ path }) => !isPlain(path))
    .map(({ key, path }) => ({
      key,
      why: `takes in ${JSON.stringify(path)}, which is no plain path of the repository`,
    }))
}

/** No address of another machine, and no variable that may be one. */
const isPlain = (path: unknown): boolean => typeof path === 'string' && !/:\/\/|@[^/]*:|^github\.com\/|[$~]/.test(path)
