import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parsePublished } from '../../core/delivery/published-addresses.ts'

/** A list that was fetched. */
export interface KeptRanges {
  /** Whose it is: the address of the API. */
  readonly from: string
  /** When it was fetched; UTC, epoch milliseconds. */
  readonly at: number
  readonly ranges: readonly string[]
}

const fileIn = (dataDir: string) => join(dataDir, 'addresses', 'github.json')

/** The list that was kept last; undefined when there is none, or it is not what was written. */
export function readRanges(dataDir: string): KeptRanges | undefined {
  try {
    const text = readFileSync(fileIn(dataDir), 'utf8')
    const ranges = parsePublished(text)
    const { from, at } = JSON.parse(text) as { from?: unknown; at?: unknown }
    return 'problem' in ranges || typeof from !== 'string' || typeof at !== 'number' ? undefined : { from, at, ranges }
  } catch {
    return undefined
  }
}

/** Keeps it in the place of the one before, whole or not at all. */
export function writeRanges(dataDir: string, { from, at, ranges }: KeptRanges): void {
  const file = fileIn(dataDir)
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  writeFileSync(`${file}.new`, JSON.stringify({ from, at, hooks: ranges }), { mode: 0o600 })
  renameSync(`${file}.new`, file)
}
