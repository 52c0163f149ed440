import type { Malformed } from './meaning.ts'

/** A JSON object of which nothing is known yet. */
export type Fields = Readonly<Record<string, unknown>>

/** Longer names and refs than any forge allows; a payload that has one is not believed. */
const longest = 1024
const hash = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/
const zeros = /^0+$/
const identifier = /^[\x21-\x7e]{1,128}$/
const webAddress = /^https?:\/\/(?:[^/?#@]*@)?([\w.:[\]-]{1,255})(?:[/?#]|$)/i
const nothing: Fields = {}

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The object that lies at the end of a path of keys; an empty one where there is none. */
export function fieldsIn(value: unknown, ...path: readonly string[]): Fields {
  let at = value
  for (const key of path) at = isFields(at) ? at[key] : undefined
  return isFields(at) ? at : nothing
}

/** The objects of a list; none where it is no list. */
export const listOf = (value: unknown): Fields[] => (Array.isArray(value) ? value.filter(isFields) : [])

export const isName = (value: unknown): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= longest

/** The first that is a name. */
export const nameOf = (...values: readonly unknown[]): string | undefined => values.find(isName)

/** Words for people; empty where there are none. */
export const wordsOf = (value: unknown): string => (typeof value === 'string' ? value.slice(0, longest) : '')

/** A full commit hash, of SHA-1 or SHA-256, in lower case. */
const isHash = (value: unknown): value is string => typeof value === 'string' && hash.test(value)

export const hashOf = (value: unknown): string | undefined => (isHash(value) ? value : undefined)

/** A full commit hash; the one of zeros stands for no commit. */
export const commitOf = (value: unknown): string | undefined =>
  isHash(value) && !zeros.test(value) ? value : undefined

/** The hash that forges send in the place of a commit that is not there. */
export const isZeroHash = (value: unknown): boolean => isHash(value) && zeros.test(value)

/** A forge's number or UUID as text. */
export function idOf(value: unknown): string | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : undefined
  return typeof value === 'string' && identifier.test(value) ? value : undefined
}

/** A moment as forges write it: text, or epoch milliseconds. In epoch milliseconds. */
export function timeOf(value: unknown): number | undefined {
  const time = typeof value === 'string' && value.length < 64 ? Date.parse(value) : value
  return Number.isSafeInteger(time) ? Number(time) : undefined
}

/** The number of a pull request. */
export const isNumber = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) > 0

/** The host of a web address, with its port, in lower case. */
export const hostOf = (url: unknown): string | undefined =>
  typeof url === 'string' ? webAddress.exec(url)?.[1]?.toLowerCase() : undefined

/** An address that a page may link to. */
export const urlOf = (url: unknown): string | undefined => (isName(url) && webAddress.test(url) ? url : undefined)

/** The name of a branch: `refs/heads/main` and `main` are the same. */
export const branchOf = (ref: unknown): string | undefined =>
  nameOf(isName(ref) ? ref.replace(/^refs\/heads\//, '') : ref)

export const malformed = (problem: string): Malformed => ({ kind: 'malformed', problem })

type Compact<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
}

/** The same without the members that are undefined. */
export const compact = <T extends object>(members: T): Compact<T> =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Compact<T>
