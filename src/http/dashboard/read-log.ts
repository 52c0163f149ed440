import type { House } from '../../pipeline/house.ts'
import type { LogLine, NumberedLine } from '../../pipeline/ports/deployment-logs.ts'

/** So many lines a page shows at most: its end, and with `log=all`. */
const shown = { end: 300, all: 5_000 }

export interface LogPart {
  /** The last ones that match. */
  readonly lines: readonly LogLine[]
  /** How many the log has: those that were searched, else all that were ever written, unless all that are kept are shown. */
  readonly total: number
  /** How many match. */
  readonly found: number
  /** The number of its last line in the whole log. */
  readonly last: number
  readonly search?: string | undefined
  readonly isWhole: boolean
}

interface LogWish {
  readonly search?: string | undefined
  readonly isWhole: boolean
  readonly signal: AbortSignal
}

/** The end of a log, or the end of what holds the search. */
export function readLogPart(house: Pick<House, 'readLog' | 'readLogEnd'>, id: number, wish: LogWish): Promise<LogPart> {
  return wish.isWhole || wish.search ? readThrough(house, id, wish) : readEnd(house, id)
}

async function readEnd(house: Pick<House, 'readLogEnd'>, id: number): Promise<LogPart> {
  const { lines, last } = (await house.readLogEnd(id, shown.end)) ?? { lines: [], last: 0 }
  const total = lines.length < shown.end ? lines.length : last
  return { lines, total, found: total, last, isWhole: false }
}

/** Reads line by line and keeps only what is shown. */
async function readThrough(house: Pick<House, 'readLog'>, id: number, wish: LogWish): Promise<LogPart> {
  const most = wish.isWhole ? shown.all : shown.end
  const wanted = wish.search?.toLowerCase()
  const ring: LogLine[] = []
  let [total, found, last] = [0, 0, 0]
  for await (const line of house.readLog(id, { follow: false, signal: wish.signal }) ?? []) {
    total += 1
    last = numberOf(line) ?? total
    if (wanted && !line.text.toLowerCase().includes(wanted)) continue
    ring[found % most] = line
    found += 1
  }
  const start = found > most ? found % most : 0
  const lines = [...ring.slice(start), ...ring.slice(0, start)]
  const isCut = wanted === undefined && found > most
  return { lines, total: isCut ? last : total, found, last, search: wish.search, isWhole: wish.isWhole }
}

/** Lines have numbers of their own where the middle of a log is left out. */
const numberOf = (line: LogLine): number | undefined => ('line' in line ? (line as NumberedLine).line : undefined)
