import { isMap, isSeq, type YAMLMap, type YAMLSeq } from 'yaml'
import { endOfBlock, lineStart } from './lines.ts'
import { endOf, keyOf, type RegistryNodes, rangeOf } from './registry-nodes.ts'

interface Place {
  readonly repository: string
  readonly index?: number
}

/** The text without the app; whether it is what was meant is for the caller to see. @throws Error where there is no way */
export function cutApp(registry: RegistryNodes, { repository, index }: Place): string {
  const map = registry.repos?.value
  if (!isMap(map)) throw new Error('repos is no map')
  const at = map.items.findIndex(({ key }) => keyOf(key) === repository)
  const value = map.items[at]?.value
  if (index !== undefined && isSeq(value) && value.items.length > 1) return cutItem(registry, value, index)
  const text = cutItem(registry, map, at)
  return map.items.length === 1 && !map.flow ? emptied(text, rangeOf(registry.repos?.key)[1]) : text
}

/** A registry needs a map, also where there is nothing in it. */
function emptied(text: string, keyEnd: number): string {
  const colon = text.indexOf(':', keyEnd) + 1
  return `${text.slice(0, colon)} {}${text.slice(colon)}`
}

function cutItem({ text, column }: RegistryNodes, among: YAMLMap | YAMLSeq, index: number): string {
  const item: unknown = among.items[index]
  if (item === undefined) throw new Error('not there')
  if (among.flow) return cutFromFlow(text, among, index)
  const start = isSeq(among) ? text.lastIndexOf('-', startOf(item)) : startOf(item)
  const from = withComments(text, lineStart(text, start), column(start))
  return text.slice(0, from) + text.slice(endOfBlock(text, endOf(item), column(start) + 1))
}

function startOf(item: unknown): number {
  return rangeOf(typeof item === 'object' && item !== null && 'key' in item ? item.key : item)[0]
}

/** With the comma before it, or, of the first one, the comma after it. */
function cutFromFlow(text: string, { items }: YAMLMap | YAMLSeq, index: number): string {
  const [before, item, after]: unknown[] = [items[index - 1], items[index], items[index + 1]]
  if (before !== undefined) return text.slice(0, endOf(before)) + text.slice(endOf(item))
  return text.slice(0, startOf(item)) + text.slice(after === undefined ? endOf(item) : startOf(after))
}

/** Where the comments begin that stand in the same column directly above a line. */
function withComments(text: string, start: number, column: number): number {
  let from = start
  while (from > 0) {
    const above = lineStart(text, from - 1)
    const line = text.slice(above, from)
    if (!line.trimStart().startsWith('#') || line.length - line.trimStart().length !== column) break
    from = above
  }
  return from
}
