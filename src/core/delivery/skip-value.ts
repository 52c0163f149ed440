import { skipPlain, skipSpace, skipString } from './json-tokens.ts'

/** The bytes that hold JSON together. */
export const openObject = 0x7b
export const closeObject = 0x7d
export const comma = 0x2c
const quote = 0x22
const colon = 0x3a
const openArray = 0x5b
const closeArray = 0x5d

/** More levels than any forge sends. */
const deepest = 64

/** Past the JSON value whose first byte is at `from`; -1 where there is none, or one that lies too deep to follow. */
export function skipValue(bytes: Uint8Array, from: number, depth: number): number {
  const code = bytes[from]
  if (code === quote) return skipString(bytes, from)
  if (code !== openObject && code !== openArray) return skipPlain(bytes, from)
  if (depth > deepest) return -1
  return skipList(bytes, from, depth + 1, code === openObject ? closeObject : closeArray)
}

/** Past an object or an array, which its closing bracket tells apart. */
function skipList(bytes: Uint8Array, from: number, depth: number, close: number): number {
  let at = skipSpace(bytes, from + 1)
  if (bytes[at] === close) return at + 1
  for (;;) {
    if (close === closeObject) at = skipKey(bytes, at)
    if (at >= 0) at = skipValue(bytes, at, depth)
    if (at < 0) return -1
    at = skipSpace(bytes, at)
    if (bytes[at] === close) return at + 1
    if (bytes[at] !== comma) return -1
    at = skipSpace(bytes, at + 1)
  }
}

/** Past a key and its colon, to where its value must begin; -1 where there is no key. */
export function skipKey(bytes: Uint8Array, from: number): number {
  const end = skipString(bytes, from)
  if (end < 0) return -1
  const at = skipSpace(bytes, end)
  return bytes[at] === colon ? skipSpace(bytes, at + 1) : -1
}
