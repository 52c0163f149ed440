import { isDeepStrictEqual } from 'node:util'
import { parse } from 'yaml'
import { RedhookError } from '../core/errors.ts'
import { commentsOf } from './edit/comments.ts'
import { cutApp } from './edit/cut-app.ts'
import { insertApp } from './edit/insert-app.ts'
import { registryOf } from './edit/registry-nodes.ts'
import { renderEntry } from './edit/render.ts'

/** An app as it shall stand in the registry: fields in the order in which they are written. */
export type AppFields = Readonly<Record<string, unknown>>

/**
 * A registry's text with one more app: at the end of `repos`, or beside the others of its repository, which become a list. No other
 * letter changes: comments, order, line ends and the way people wrote things stay.
 * @throws RedhookError CONFIG_INVALID, with the lines to paste, where that can't be done safely
 */
export function addToRegistry(text: string, repository: string, app: AppFields): string {
  const edited = attempt(() => insertApp(registryOf(text), repository, app))
  if (edited !== undefined && isAdded(text, edited, repository, app)) return edited
  throw new RedhookError("the registry is written in a way that can't be added to safely", {
    code: 'CONFIG_INVALID',
    hint: `Add this below repos: yourself, then run the same again:\n${renderEntry(repository, app)}`,
  })
}

/** Which app of the registry: the repository's key as written, and its place where the value is a list. */
export interface AppPlace {
  readonly repository: string
  readonly index?: number
}

/**
 * A registry's text without this app and without the comments that stand directly above it or inside it; all others stay.
 * @throws RedhookError CONFIG_INVALID where that can't be done safely
 */
export function removeFromRegistry(text: string, place: AppPlace): string {
  const edited = attempt(() => cutApp(registryOf(text), place))
  if (edited !== undefined && isRemoved(text, edited, place)) return edited
  throw new RedhookError(`the entry of ${place.repository} can't be taken out safely`, {
    code: 'CONFIG_INVALID',
    hint: 'Take it out of the registry yourself; another entry may refer to it by an alias.',
  })
}

/** What can't be read can't be edited. */
function attempt(edit: () => string): string | undefined {
  try {
    return edit()
  } catch {
    return undefined
  }
}

type Registry = Readonly<Record<string, unknown>>
const read = (text: string): Registry => (parse(text, { merge: true, logLevel: 'error' }) as Registry | null) ?? {}
const reposOf = (registry: Registry): Registry => (registry.repos as Registry | null | undefined) ?? {}
const listed = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value])

/** The proof: read again, it has the app, everything else as before, and every comment. */
function isAdded(before: string, after: string, repository: string, app: AppFields): boolean {
  const [old, now] = [tryRead(before), tryRead(after)]
  if (old === undefined || now === undefined) return false
  const key = Object.keys(reposOf(old)).find(name => name.toLowerCase() === repository.toLowerCase())
  const value = key === undefined ? app : [...listed(reposOf(old)[key]), app]
  const expected = { ...old, repos: { ...reposOf(old), [key ?? repository]: value } }
  return isSame(now, expected) && isDeepStrictEqual(commentsOf(after), commentsOf(before))
}

function isRemoved(before: string, after: string, { repository, index }: AppPlace): boolean {
  const [old, now] = [tryRead(before), tryRead(after)]
  if (old === undefined || now === undefined) return false
  const { [repository]: value, ...others } = reposOf(old)
  const left = index === undefined ? [] : listed(value).filter((_, at) => at !== index)
  const repos = left.length === 0 ? others : { ...reposOf(old), [repository]: left }
  return isSame({ ...now, repos: reposOf(now) }, { ...old, repos })
}

function tryRead(text: string): Registry | undefined {
  try {
    return read(text)
  } catch {
    return undefined
  }
}

/** With the same order of keys, too. */
const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b) && isDeepStrictEqual(a, b)
