import { RedhookError } from '../errors.ts'

/** How far local time is ahead of UTC at a moment, in minutes. */
export type OffsetAt = (at: number) => number

const longestMs = 366 * 86_400_000

/**
 * When something ends, as people say it, in epoch milliseconds: a duration from `now` (`45m`, `2h`, `1h30m`, `1d`), an ISO time
 * (`2026-11-22T17:00Z`; without a zone it is local), or a local time of day (`17:00`), the next such.
 * @throws RedhookError USAGE for any other text, for what is over, and for what is more than a year away
 */
export function parseUntil(text: string, now: number, offsetAt: OffsetAt = machineOffset): number {
  const said = text.trim()
  const until = parseDuration(said, now) ?? parseTimeOfDay(said, now, offsetAt) ?? parseDate(said, offsetAt)
  if (until === undefined) throw mistake(`${JSON.stringify(text.slice(0, 80))} is no time at which something could end`)
  if (until <= now) throw mistake(`${said} is over already`)
  if (until - now > longestMs) throw mistake(`${said} is more than a year away`)
  return until
}

/** The time zone of this machine. */
const machineOffset: OffsetAt = at => -new Date(at).getTimezoneOffset()

const units = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000 } as const

function parseDuration(text: string, now: number): number | undefined {
  const parts = /^(?:(\d{1,4})d)?(?:(\d{1,5})h)?(?:(\d{1,6})m(?:in)?)?(?:(\d{1,8})s)?$/.exec(text)
  if (text === '' || parts === null) return undefined
  const [, d, h, m, s] = parts
  const ms = Object.entries({ d, h, m, s }).map(
    ([unit, count]) => Number(count ?? 0) * units[unit as keyof typeof units],
  )
  return now + ms.reduce((sum, part) => sum + part, 0)
}

function parseTimeOfDay(text: string, now: number, offsetAt: OffsetAt): number | undefined {
  const [, hour, minute] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text) ?? []
  if (hour === undefined || minute === undefined) return undefined
  const local = new Date(now + offsetAt(now) * units.m)
  const on = (day: number) =>
    toUtc(Date.UTC(local.getUTCFullYear(), local.getUTCMonth(), day, Number(hour), Number(minute)), offsetAt)
  const today = on(local.getUTCDate())
  return today > now ? today : on(local.getUTCDate() + 1)
}

const dateTime = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)(Z|[+-]\d\d:?\d\d)?$/i

function parseDate(text: string, offsetAt: OffsetAt): number | undefined {
  const [, date, time, zone] = dateTime.exec(text) ?? []
  if (date === undefined || time === undefined || !isRealDate(date)) return undefined
  const at = Date.parse(
    `${date}T${time}${zone === undefined ? 'Z' : zone.toUpperCase().replace(/(\d\d)(\d\d)$/, '$1:$2')}`,
  )
  if (Number.isNaN(at)) return undefined
  return zone === undefined ? toUtc(at, offsetAt) : at
}

/** The 30th of February would pass for a day of March. */
const isRealDate = (date: string): boolean => {
  const at = Date.parse(`${date}T00:00Z`)
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(date)
}

/** Local time, written as if it were UTC. Asked twice, since the clocks may change in between. */
function toUtc(local: number, offsetAt: OffsetAt): number {
  const guess = local - offsetAt(local) * units.m
  return local - offsetAt(guess) * units.m
}

const mistake = (message: string) =>
  new RedhookError(message, {
    code: 'USAGE',
    hint: 'Write a duration (45m, 2h, 1d), a time of day (17:00, local time of the server), or an ISO time (2026-11-22T17:00Z).',
  })
