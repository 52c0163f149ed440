import { createHash } from 'node:crypto'
import { readFile, realpath, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** What is at a path. `real`: symlinks followed as far as the path exists. */
export interface Sight {
  readonly real: string
  readonly kind: 'file' | 'directory' | 'absent'
}

/** The disk as the reader of a model sees it. Remembers each answer, as hashes alone. */
export interface Observer {
  /** The text; undefined where there is no file to be read. */
  read(path: string): Promise<string | undefined>
  look(path: string): Promise<Sight>
  /** Everything that was answered so far. */
  readonly seen: Seen
}

/** What was answered, by question. */
export type Seen = ReadonlyMap<string, string>

/** A view of the disk that asks each question once. */
export function createObserver(): Observer {
  const seen = new Map<string, string>()
  const reads = new Map<string, Promise<string | undefined>>()
  const looks = new Map<string, Promise<Sight>>()
  return {
    seen,
    read: path => once(reads, path, readText, text => seen.set(`read ${path}`, printText(text))),
    look: path => once(looks, path, lookAt, sight => seen.set(`look ${path}`, printSight(sight))),
  }
}

/** Whether the disk would answer all of it in the same way now. */
export async function stillHolds(seen: Seen): Promise<boolean> {
  const answers = await Promise.all([...seen].map(async ([question, print]) => (await ask(question)) === print))
  return answers.every(Boolean)
}

async function ask(question: string): Promise<string> {
  const path = question.slice(5)
  return question.startsWith('read ') ? printText(await readText(path)) : printSight(await lookAt(path))
}

function once<T>(
  known: Map<string, Promise<T>>,
  path: string,
  ask: (path: string) => Promise<T>,
  note: (it: T) => void,
) {
  const answer =
    known.get(path) ??
    ask(path).then(it => {
      note(it)
      return it
    })
  known.set(path, answer)
  return answer
}

const readText = (path: string): Promise<string | undefined> => readFile(path, 'utf8').catch(() => undefined)

async function lookAt(path: string): Promise<Sight> {
  const found = await stat(path).catch(() => undefined)
  return { real: await realOf(path), kind: found === undefined ? 'absent' : found.isDirectory() ? 'directory' : 'file' }
}

/** The real path of what exists of it, and the rest as it is. */
async function realOf(path: string): Promise<string> {
  const real = await realpath(path).catch(() => undefined)
  if (real !== undefined || path === dirname(path)) return real ?? path
  return join(await realOf(dirname(path)), basename(path))
}

const printText = (text: string | undefined): string =>
  text === undefined ? 'absent' : createHash('sha256').update(text).digest('base64')

const printSight = ({ real, kind }: Sight): string => `${kind} ${real}`
