import { isMap, isScalar, LineCounter, type Pair, parseDocument, type YAMLMap } from 'yaml'

/** A registry's text with the nodes it was read into; offsets are those of the text. */
export interface RegistryNodes {
  readonly text: string
  /** How its lines end. */
  readonly newline: '\n' | '\r\n'
  readonly root?: YAMLMap
  /** The pair of `repos`, whatever its value is. */
  readonly repos?: Pair
  /** The column of an offset, from 0. */
  column(offset: number): number
}

/** @throws Error where it is no YAML, or no map */
export function registryOf(text: string): RegistryNodes {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, merge: true, logLevel: 'error' })
  const wrong = document.errors[0]
  if (wrong !== undefined) throw wrong
  const { contents } = document
  const base = {
    text,
    newline: text.includes('\r\n') ? ('\r\n' as const) : ('\n' as const),
    column: (offset: number) => lines.linePos(offset).col - 1,
  }
  if (contents === null || (isScalar(contents) && contents.value === null)) return base
  if (!isMap(contents)) throw new Error('not a map')
  const repos = contents.items.find(({ key }) => keyOf(key) === 'repos')
  return { ...base, root: contents, ...(repos === undefined ? {} : { repos }) }
}

/** A key as text. */
export const keyOf = (key: unknown): string => String(isScalar(key) ? key.value : key)

interface Ranged {
  readonly range?: readonly [number, number, number] | null | undefined
}

/** Where the node begins and where its value ends. @throws Error where nobody knows */
export function rangeOf(node: unknown): readonly [number, number] {
  const range = typeof node === 'object' && node !== null ? (node as Ranged).range : undefined
  if (range === undefined || range === null) throw new Error('a node without a place')
  return [range[0], range[1]]
}

/** Where the value of a pair or an item ends; an empty one ends with its key. */
export function endOf(item: unknown): number {
  if (typeof item !== 'object' || item === null || !('key' in item)) return rangeOf(item)[1]
  const { key, value } = item as Pair
  return value === null || value === undefined ? rangeOf(key)[1] : Math.max(rangeOf(key)[1], rangeOf(value)[1])
}
