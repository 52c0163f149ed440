import { isAlias, isMap, isScalar, isSeq, type LineCounter, type Node } from 'yaml'
import { createRedact } from '../core/redact.ts'
import { type ConfigProblem, type FieldPath, formatField } from './problem.ts'
import type { Spot } from './yaml-tree.ts'

/** A mistake whose place is still to be found. `message` defaults to "<found> is not <expected>". */
export interface Mistake {
  readonly path: FieldPath
  /** Point at the key instead of the value. */
  readonly atKey?: boolean
  readonly found?: string
  readonly expected: string
  readonly message?: string
}

export type Locate = (mistake: Mistake) => ConfigProblem

/** Finds the line and the column of mistakes in a registry that was read. */
export function createLocate(file: string, root: Spot, lines: LineCounter): Locate {
  return ({ path, atKey = false, expected, ...given }) => {
    const { spot, missing } = findSpot(root, path)
    const found = given.found ?? (missing ? 'missing' : describe(spot, holdsSecret(path)))
    const message = given.message ?? sentence(found, expected)
    return { file, ...placeOf(spot, atKey || missing, lines), field: formatField(path), found, expected, message }
  }
}

const holdsSecret = (path: FieldPath): boolean =>
  ['secret', 'previousSecret', 'password', 'privateKey'].includes(String(path.at(-1))) ||
  (path[0] === 'providers' && path.at(-1) === 'token') ||
  (path[0] === 'channels' && ['url', 'token'].includes(String(path.at(-1))))

const sentence = (found: string, expected: string): string =>
  found === 'missing' || found === 'empty' ? `is ${found}; expected ${expected}` : `${found} is not ${expected}`

/** Where an offset is, counted from 1. */
export function placeAt(offset: number, lines: LineCounter): { line: number; column: number } {
  const { line, col } = lines.linePos(offset)
  return { line: Math.max(line, 1), column: Math.max(col, 1) }
}

/** The value at a path, or the nearest one above it. */
function findSpot(root: Spot, path: FieldPath): { spot: Spot; missing: boolean } {
  let spot = root
  for (const key of path) {
    const child = spot.children.get(key)
    if (child === undefined) return { spot, missing: true }
    spot = child
  }
  return { spot, missing: false }
}

function placeOf({ key, node }: Spot, atKey: boolean, lines: LineCounter): { line: number; column: number } {
  const wanted = atKey || isNothing(node) ? (key ?? node) : node
  return placeAt(wanted?.range?.[0] ?? 0, lines)
}

const isNothing = (node: Node | undefined): boolean =>
  node === undefined || (isScalar(node) && node.value === null && (node.source ?? '') === '')

const hideCredentials = createRedact([])
const longest = 80

/** What is written there, in words; never what a reference stands for. */
function describe({ node, value }: Spot, secret: boolean): string {
  if (isMap(node)) return 'a map'
  if (isSeq(node)) return node.items.length === 0 ? 'an empty list' : 'a list'
  if (isNothing(node) || !isScalar(node) || isAlias(node)) return 'empty'
  if (secret && value !== '' && !/^\$\{[^}]*\}$/.test(String(node.value))) return 'what is written here'
  const text = typeof node.value === 'string' ? JSON.stringify(node.value) : (node.source ?? String(node.value))
  const safe = hideCredentials(text)
  return safe.length > longest ? `${safe.slice(0, longest - 1)}…` : safe
}
