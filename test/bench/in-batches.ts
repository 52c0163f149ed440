import type { DatabaseSync } from 'node:sqlite'
import { progress } from './part.ts'

const batch = 50_000

/** Calls back with each number from 1 to `count`, in transactions of 50,000. */
export function inBatches(db: DatabaseSync, what: string, count: number, write: (number: number) => void): void {
  for (let from = 1; from <= count; from += batch) {
    db.exec('BEGIN')
    for (let number = from; number < Math.min(from + batch, count + 1); number += 1) write(number)
    db.exec('COMMIT')
    if (from % 200_000 === 1) progress(`large store: ${what} from ${from}`)
  }
}
