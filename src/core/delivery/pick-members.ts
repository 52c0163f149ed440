import { skipSpace } from './json-tokens.ts'
import { closeObject, comma, openObject, skipKey, skipValue } from './skip-value.ts'

/** The members that are wanted of an object: whole, or some of the members of an object in turn. */
export interface Shape {
  readonly [key: string]: true | Shape
}

type Members = Record<string, unknown>

/** The wanted members of the object that the bytes hold; undefined where it is not sure. */
export type PickMembers = (bytes: Buffer) => Members | undefined

/** A member that is wanted, its key as it stands in the bytes. */
interface Wanted {
  readonly key: string
  readonly bytes: Buffer
  readonly members: WantedMembers | undefined
}

/** By the first byte of their keys, which tells most of those that are not wanted. */
type WantedMembers = readonly (readonly Wanted[] | undefined)[]

const backslash = 0x5c

/**
 * Makes a reader of these members of a JSON object. It checks every byte but builds only what is wanted: of the 20 KB of a
 * push, a dozen words. What it returns is what JSON.parse would make of the bytes, less the other members. Undefined where it
 * is not sure (no object, not JSON, a key with an escape, nested too deep): then JSON.parse has the last word. The bytes must
 * be UTF-8.
 */
export function createPickMembers(shape: Shape): PickMembers {
  const wanted = toWanted(shape)
  return bytes => {
    const start = skipSpace(bytes, 0)
    if (bytes[start] !== openObject) return undefined
    const members: Members = {}
    const end = readObject(bytes, start, 0, wanted, members)
    if (end < 0) return undefined
    return end === bytes.length || skipSpace(bytes, end) === bytes.length ? members : undefined
  }
}

function toWanted(shape: Shape): WantedMembers {
  const wanted: Wanted[][] = []
  for (const [key, value] of Object.entries(shape)) {
    const bytes = Buffer.from(`"${key}"`)
    const first = bytes[1] ?? 0
    const members = value === true ? undefined : toWanted(value)
    wanted[first] = [...(wanted[first] ?? []), { key, bytes, members }]
  }
  return wanted
}

/** Reads the object at `from` for the members that are wanted of it. Returns where it ends, or -1. */
function readObject(bytes: Buffer, from: number, depth: number, wanted: WantedMembers, into: Members): number {
  let at = skipSpace(bytes, from + 1)
  if (bytes[at] === closeObject) return at + 1
  for (;;) {
    at = readMember(bytes, at, depth, wanted, into)
    if (at < 0) return -1
    at = skipSpace(bytes, at)
    if (bytes[at] === closeObject) return at + 1
    if (bytes[at] !== comma) return -1
    at = skipSpace(bytes, at + 1)
  }
}

/** A key with an escape might be one that is wanted. */
function readMember(bytes: Buffer, from: number, depth: number, wanted: WantedMembers, into: Members): number {
  const value = skipKey(bytes, from)
  if (value < 0 || hasEscape(bytes, from, value)) return -1
  const member = wanted[bytes[from + 1] ?? 0]?.find(({ bytes: key }) => isAt(bytes, from, key))
  return member === undefined ? skipValue(bytes, value, depth) : pick(bytes, value, depth, member, into)
}

function hasEscape(bytes: Buffer, from: number, end: number): boolean {
  for (let at = from; at < end; at += 1) if (bytes[at] === backslash) return true
  return false
}

function isAt(bytes: Buffer, from: number, key: Buffer): boolean {
  for (let at = 0; at < key.length; at += 1) if (bytes[from + at] !== key[at]) return false
  return true
}

/** Where a key comes twice, the last one counts, whole. */
function pick(bytes: Buffer, from: number, depth: number, { key, members }: Wanted, into: Members): number {
  if (members !== undefined && bytes[from] === openObject) {
    const inner: Members = {}
    into[key] = inner
    return readObject(bytes, from, depth + 1, members, inner)
  }
  const end = skipValue(bytes, from, depth)
  if (end >= 0) into[key] = JSON.parse(bytes.toString('utf8', from, end))
  return end
}
