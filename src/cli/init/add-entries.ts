import { type Document, isMap, isScalar, isSeq, parseDocument, type YAMLMap, type YAMLSeq } from 'yaml'
import { RedhookError } from '../../core/errors.ts'
import type { InitEntry } from '../../core/init/plan-init.ts'

const header = `# The registry of Redhook: which repository is deployed where. \`redhook check\` tells what is wrong with it.
repos:
`

/**
 * A registry's text with these apps added: at the end, or beside the others of their repository. Everything that was there stays,
 * with its comments and its order. Without a text a new registry is begun.
 * @throws RedhookError CONFIG_INVALID where the text is no map
 */
export function addEntries(text: string | undefined, entries: readonly InitEntry[]): string {
  const document = parseDocument(text ?? header, { uniqueKeys: false })
  const repos = reposOf(document)
  repos.flow = false
  for (const { repository, app } of entries) addApp(document, repos, repository, app)
  return document.toString({ lineWidth: 120, flowCollectionPadding: true })
}

/** These apps alone, as they would stand in a registry. */
export const formatEntries = (entries: readonly InitEntry[]): string => addEntries('repos:\n', entries)

function reposOf(document: Document.Parsed): YAMLMap {
  const { contents } = document
  if (contents !== null && !isMap(contents)) throw notRegistry()
  const found = document.get('repos', true)
  if (isMap(found)) return found
  if (found !== undefined && !(isScalar(found) && found.value === null)) throw notRegistry()
  const repos = document.createNode({}) as YAMLMap
  // Comments that stood after `repos:` stay there.
  if (isScalar(found) && found.comment != null) repos.commentBefore = found.comment
  document.set('repos', repos)
  return repos
}

function addApp(document: Document.Parsed, repos: YAMLMap, repository: string, app: InitEntry['app']): void {
  const node = document.createNode(app) as YAMLMap
  const pair = repos.items.find(
    ({ key }) => String(isScalar(key) ? key.value : key).toLowerCase() === repository.toLowerCase(),
  )
  if (pair === undefined) repos.add(document.createPair(repository, node))
  else if (isSeq(pair.value)) pair.value.add(node)
  else {
    const list = document.createNode([]) as YAMLSeq
    list.items.push(pair.value, node)
    pair.value = list
  }
}

const notRegistry = () =>
  new RedhookError('the registry is not a map with repos: in it', {
    code: 'CONFIG_INVALID',
    hint: 'Correct it first: redhook check says what is wrong.',
  })
