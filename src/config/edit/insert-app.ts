import { isCollection, isMap, isScalar, isSeq, type Pair, stringify, type YAMLMap, type YAMLSeq } from 'yaml'
import { endOfBlock, nextLine, spliceLines } from './lines.ts'
import { endOf, keyOf, type RegistryNodes, rangeOf, registryOf } from './registry-nodes.ts'
import { indent, renderFlow, renderItem } from './render.ts'
import { toList } from './to-list.ts'

/** The text with the app in it; whether it is what was meant is for the caller to see. @throws Error where there is no way */
export function insertApp(registry: RegistryNodes, repository: string, app: object): string {
  const { repos } = registry
  if (repos === undefined) return addRepos(registry, { [repository]: app })
  const { value } = repos
  if (!isMap(value) || value.items.length === 0) return fillRepos(registry, repos, { [repository]: app })
  const same = value.items.find(({ key }) => keyOf(key).toLowerCase() === repository.toLowerCase())
  if (same === undefined) return addPair(registry, value, repository, app)
  if (isSeq(same.value)) return addItem(registry, same.value, app)
  return insertApp(registryOf(toList(registry, same, value.flow === true)), repository, app)
}

function addRepos(registry: RegistryNodes, entry: object): string {
  const { text, newline, root } = registry
  const lines = stringify({ repos: entry }, { lineWidth: 0 })
  const last = root?.items.at(-1)
  if (root === undefined || last === undefined) return spliceLines(text, text.length, lines, newline)
  if (root.flow) return addInFlow(text, root, `repos: ${renderFlow(entry)}`)
  return spliceLines(text, endOfBlock(text, endOf(last), 1), `\n${lines}`, newline)
}

/** `repos:` with nothing in it, or with empty braces. */
function fillRepos({ text, newline, root }: RegistryNodes, { key, value }: Pair, entry: object): string {
  if (!isEmpty(value)) throw new Error('repos is no map')
  const end = rangeOf(key)[1]
  const [from, to] = isCollection(value) ? rangeOf(value) : [end, end]
  if (root?.flow) return `${text.slice(0, from)}${renderFlow(entry)}${text.slice(to)}`
  const emptied = isCollection(value) ? text.slice(0, from).trimEnd() + text.slice(to) : text
  return spliceLines(emptied, nextLine(emptied, end), indent(stringify(entry, { lineWidth: 0 }), 2), newline)
}

const isEmpty = (value: unknown): boolean =>
  value === null ||
  (isScalar(value) && value.value === null && !value.source) ||
  (isMap(value) && value.items.length === 0)

function addPair({ text, newline, column }: RegistryNodes, map: YAMLMap, repository: string, app: object): string {
  if (map.flow) return addInFlow(text, map, `${renderFlow(repository)}: ${renderFlow(app)}`)
  const at = column(rangeOf(map.items[0]?.key)[0])
  const lines = indent(stringify({ [repository]: app }, { lineWidth: 0, indent: Math.max(at, 2) }), at)
  const end = endOfBlock(text, endOf(map.items.at(-1)), at)
  return spliceLines(text, end, isSpaced(text, map) ? `\n${lines}` : lines, newline)
}

/** The last entry has an empty line before it. */
function isSpaced(text: string, { items }: YAMLMap): boolean {
  const [above, last] = items.slice(-2)
  return last !== undefined && /\n\s*\n/.test(text.slice(endOf(above), rangeOf(last.key)[0]))
}

/** Written as the item before it is: in braces, or as a block. */
function addItem({ text, newline, column }: RegistryNodes, list: YAMLSeq, app: object): string {
  if (list.flow) return addInFlow(text, list, renderFlow(app))
  const last = list.items.at(-1)
  const at = column(rangeOf(list)[0])
  const item = isMap(last) && last.flow ? `- ${renderFlow(app)}\n` : renderItem(app)
  return spliceLines(text, endOfBlock(text, endOf(last), at), indent(item, at), newline)
}

function addInFlow(text: string, among: YAMLMap | YAMLSeq, entry: string): string {
  const at = endOf(among.items.at(-1))
  return `${text.slice(0, at)}, ${entry}${text.slice(at)}`
}
