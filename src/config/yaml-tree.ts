import { type Document, isAlias, isMap, isNode, isScalar, isSeq, type Node, type Pair, visit, type YAMLMap } from 'yaml'
import type { FieldPath } from './problem.ts'

/** A value of the registry together with the nodes it was read from. */
export interface Spot {
  readonly value: unknown
  /** The key it stands under; absent in lists and at the root. */
  readonly key?: Node
  /** Absent where nothing is written. */
  readonly node?: Node
  readonly children: ReadonlyMap<string | number, Spot>
}

/** A mistake that shows while reading, at a node. */
interface TreeMistake {
  readonly path: FieldPath
  readonly node: Node
  readonly found: string
  readonly expected: string
  readonly message: string
}

export interface Tree {
  readonly root: Spot
  readonly mistakes: readonly TreeMistake[]
}

/** Replaces references in a text, or says what is wrong with it. */
export type ReadText = (
  text: string,
  path: FieldPath,
) => { readonly text: string } | Pick<TreeMistake, 'found' | 'expected' | 'message'>

interface Reading {
  readonly readText: ReadText
  readonly targets: ReadonlyMap<Node, Node>
  readonly mistakes: TreeMistake[]
  left: number
  depth: number
  gaveUp: boolean
}

/** Far beyond any registry; keeps aliases of aliases from growing without end. */
const mostNodes = 200_000
const deepest = 24

/** Below these keys numbers and `true` are texts, taken as they are written: `007` stays `007`. */
const textKeys = new Set(['environment', 'env', 'command', 'before', 'after', 'build', 'run'])

/** Reads a document into values, following aliases and `<<`, replacing references, and remembering where all of it stands. */
export function readTree(document: Document, readText: ReadText, most: number = mostNodes): Tree {
  const reading: Reading = {
    readText,
    targets: aliasTargets(document),
    mistakes: [],
    left: most,
    depth: 0,
    gaveUp: false,
  }
  const root = readNode(document.contents, [], reading)
  return { root, mistakes: reading.mistakes }
}

/** Each alias and the node that it stands for: the last one before it with that anchor. */
function aliasTargets(document: Document): Map<Node, Node> {
  const anchors = new Map<string, Node>()
  const targets = new Map<Node, Node>()
  visit(document, {
    Node(_key, node) {
      if (isAlias(node)) {
        const target = anchors.get(node.source)
        if (target !== undefined) targets.set(node, target)
      } else if (node.anchor !== undefined) anchors.set(node.anchor, node)
    },
  })
  return targets
}

function readNode(found: unknown, path: FieldPath, reading: Reading, key?: Node): Spot {
  const at = key === undefined ? {} : { key }
  if (!isNode(found)) return { value: null, ...at, children: none }
  if (reading.left === 0 || reading.depth > deepest)
    return { value: giveUp(found, path, reading), ...at, node: found, children: none }
  reading.left -= 1
  if (isAlias(found)) return readAlias(found, path, reading, key)
  reading.depth += 1
  const children = readChildren(found, path, reading)
  reading.depth -= 1
  return { value: readValue(found, path, children, reading), ...at, node: found, children }
}

function readChildren(node: Node, path: FieldPath, reading: Reading): ReadonlyMap<string | number, Spot> {
  if (isMap(node)) return readMap(node, path, reading)
  return isSeq(node) ? readItems(node.items, path, reading) : none
}

/** Says so once, and reads nothing more. */
function giveUp(node: Node, path: FieldPath, reading: Reading): null {
  if (!reading.gaveUp) mistake(reading, path, node, tooMuch)
  reading.gaveUp = true
  reading.left = 0
  return null
}

const none: ReadonlyMap<string | number, Spot> = new Map()
const tooMuch = {
  found: 'this',
  expected: 'a registry',
  message: 'is nested too deeply, or its aliases stand for too much',
}

function mistake(
  reading: Reading,
  path: FieldPath,
  node: Node,
  what: Pick<TreeMistake, 'found' | 'expected' | 'message'>,
): void {
  reading.mistakes.push({ path, node, ...what })
}

function readAlias(alias: Node, path: FieldPath, reading: Reading, key?: Node): Spot {
  const target = reading.targets.get(alias)
  if (target !== undefined) return readNode(target, path, reading, key)
  const name = isAlias(alias) ? `*${alias.source}` : 'this'
  mistake(reading, path, alias, {
    found: name,
    expected: 'an anchor',
    message: `${name} stands for nothing; there is no such anchor above it`,
  })
  return { value: null, ...(key === undefined ? {} : { key }), node: alias, children: none }
}

const readItems = (items: readonly unknown[], path: FieldPath, reading: Reading): Map<number, Spot> =>
  new Map(items.map((item, index) => [index, readNode(item, [...path, index], reading)]))

function readMap(map: YAMLMap, path: FieldPath, reading: Reading): Map<string, Spot> {
  const children = new Map<string, Spot>()
  const merged: Spot[] = []
  for (const pair of map.items) {
    const name = keyName(pair)
    if (name === undefined || !isNode(pair.key)) badKey(pair, map, path, reading)
    else if (name === '<<') merged.push(...mergeSources(pair, path, reading))
    else if (children.has(name)) doubleKey(pair.key, name, path, reading)
    else children.set(name, readNode(pair.value, [...path, name], reading, pair.key))
  }
  for (const source of merged) {
    for (const [name, spot] of source.children) if (!children.has(String(name))) children.set(String(name), spot)
  }
  return children
}

/** A key as a text; undefined for what can't be one. */
function keyName({ key }: Pair): string | undefined {
  if (!isScalar(key)) return undefined
  const name = typeof key.value === 'string' ? key.value : (key.source ?? String(key.value))
  return name === '__proto__' ? undefined : name
}

function badKey({ key }: Pair, map: YAMLMap, path: FieldPath, reading: Reading): void {
  const what = { found: 'this key', expected: 'a text', message: 'a key has to be a plain text' }
  mistake(reading, path, isNode(key) ? key : map, what)
}

function doubleKey(key: Node, name: string, path: FieldPath, reading: Reading): void {
  const what = {
    found: `a second ${name}`,
    expected: 'each key once',
    message: 'stands here a second time; a key may stand only once',
  }
  mistake(reading, [...path, name], key, what)
}

/** The maps that `<<` takes in, in order of their weight. */
function mergeSources({ key, value }: Pair, path: FieldPath, reading: Reading): Spot[] {
  const spot = readNode(value, path, reading)
  const sources = Array.isArray(spot.value) ? [...spot.children.values()] : [spot]
  const maps = sources.filter(({ node }) => isMap(node))
  if (maps.length === sources.length) return maps
  const what = { found: 'something else', expected: 'a map', message: '<< takes in a map or a list of maps' }
  if (isNode(key)) mistake(reading, path, key, what)
  return maps
}

function readValue(
  node: Node,
  path: FieldPath,
  children: ReadonlyMap<string | number, Spot>,
  reading: Reading,
): unknown {
  if (isMap(node)) return Object.fromEntries([...children].map(([key, { value }]) => [key, value]))
  if (isSeq(node)) return [...children.values()].map(({ value }) => value)
  if (!isScalar(node)) return null
  const written = asWritten(node.value, node.source, path)
  if (typeof written !== 'string' || !written.includes('${')) return written
  const result = reading.readText(written, path)
  if ('text' in result) return result.text
  mistake(reading, path, node, result)
  return written
}

const asWritten = (value: unknown, source: string | undefined, path: FieldPath): unknown =>
  (typeof value === 'number' || typeof value === 'boolean') && source !== undefined && path.some(isTextKey)
    ? source
    : value

const isTextKey = (key: string | number): boolean => typeof key === 'string' && textKeys.has(key)
