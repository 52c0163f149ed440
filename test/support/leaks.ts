import { existsSync, lstatSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { filesBelow } from '../../src/adapters/git/files-below.ts'

/**
 * Where a hidden word shows: in a file below `data` (the store with its write-ahead log, deployment logs, …), in a row of the
 * store, or in one of the texts. A hidden text of several lines, such as a key, shows when one of its lines does.
 */
export function findLeaks(data: string, hidden: Iterable<string>, texts: readonly string[]): string[] {
  const words = [...hidden].flatMap(linesOf)
  const shown = (content: Buffer) => words.filter(word => content.includes(word))
  return [...contentsOf(data), ...texts.map((text, index) => [`answer or output ${index}`, Buffer.from(text)] as const)]
    .map(([label, content]) => [label, shown(content)] as const)
    .flatMap(([label, found]) => found.map(word => `${label} (${word.slice(0, 4)}…)`))
}

/** The word as it may be written down; short lines, and those that all keys have, tell nothing. */
function linesOf(secret: string): string[] {
  const [first = '', ...rest] = secret.split('\n').map(line => line.trim())
  const lines = rest.length === 0 ? [first] : [first, ...rest].filter(line => /^[A-Za-z0-9+/=]{24,}$/.test(line))
  return lines.flatMap(line => [
    ...new Set([line, JSON.stringify(line).slice(1, -1), encodeURIComponent(line), toBase64(line)]),
  ])
}

const toBase64 = (text: string) => Buffer.from(text).toString('base64').replace(/=+$/, '')

function* contentsOf(data: string): Generator<readonly [label: string, content: Buffer]> {
  if (!existsSync(data)) return
  // A symlink is passed over: it may lead to all that is installed.
  for (const path of filesBelow(data))
    if (lstatSync(path).isFile()) yield [path.slice(data.length + 1), readFileSync(path)]
  if (existsSync(join(data, 'redhook.sqlite'))) yield* rowsOf(join(data, 'redhook.sqlite'))
}

/** Row by row, since a long value is cut into pieces in the file. */
function* rowsOf(file: string): Generator<readonly [label: string, content: Buffer]> {
  const db = new DatabaseSync(file)
  try {
    for (const { name } of db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all()) {
      for (const row of db.prepare(`SELECT * FROM "${name}"`).iterate()) {
        for (const [column, value] of Object.entries(row)) {
          if (typeof value === 'string') yield [`${name}.${column}`, Buffer.from(value)]
          else if (value instanceof Uint8Array) yield [`${name}.${column}`, Buffer.from(value)]
        }
      }
    }
  } finally {
    db.close()
  }
}
