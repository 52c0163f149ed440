import { isAbsolute, join, resolve } from 'node:path'
import { type Content, parseCompose } from './compose-yaml.ts'
import { fillIn } from './fill-in.ts'
import type { Observer } from './observe.ts'

export type Variables = Readonly<Record<string, string>>

export interface EnvFile {
  /** Absolute, as written: symlinks are not followed. */
  readonly path: string
  readonly isRequired: boolean
}

/** A project or one it includes: paths in its files are relative to `folder`. */
export interface Project {
  readonly files: readonly string[]
  readonly folder: string
  readonly variables: Variables
}

/** A walk through the files of a project, with what it found so far. */
export interface Walk {
  readonly disk: Pick<Observer, 'read' | 'look'>
  readonly found: Found
  /** The files and services we came through, so that a circle ends. */
  readonly above: readonly string[]
}

export interface Found {
  readonly files: Set<string>
  readonly variableFiles: Set<string>
  /** By service, by path; an entry for each service. */
  readonly services: Map<string, Map<string, EnvFile>>
  variables: Variables
  /** Whether other files may take part. */
  isOpen: boolean
}

/** The documents of a Compose file; one that can't be read may say anything. */
export async function readCompose(file: string, { disk, found }: Walk): Promise<Content[]> {
  found.files.add(file)
  const text = await disk.read(file)
  const contents = text === undefined ? undefined : parseCompose(text)
  if (contents === undefined) found.isOpen = true
  return contents ?? []
}

const elsewhere = /^[\w+.-]+:\/\/|^git@|^github\.com\/|^~/

/** Where a path of a Compose file leads; undefined, and noted, when that can't be told. */
export function placeOf(text: unknown, { folder, variables }: Project, found: Found): string | undefined {
  const path = typeof text === 'string' ? fillIn(text, variables) : undefined
  if (path === undefined || path === '' || elsewhere.test(path)) {
    found.isOpen = true
    return undefined
  }
  return isAbsolute(path) ? resolve(path) : join(folder, path)
}
