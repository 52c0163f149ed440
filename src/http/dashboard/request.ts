import type { Context } from 'hono'
import type { HttpEnv } from '../http-env.ts'
import type { DashboardPorts } from './dashboard-ports.ts'
import { flashOf } from './flash.ts'
import type { View } from './view.ts'

/** So many entries a page of a list has. */
export const pageSize = 50

/** What a page is drawn with. Asked for before anything is read, so that the page misses nothing that happens in between. */
export const viewOf = (c: Context<HttpEnv>, { clock, events }: Pick<DashboardPorts, 'clock' | 'events'>): View => ({
  actor: c.var.actor,
  now: clock.now(),
  position: events.position(),
  flash: flashOf(c.req.query('done')),
})

/** A number from 1 in a query or path; anything else is none. */
export function readNumber(text: string | undefined): number | undefined {
  if (text === undefined || !/^[1-9]\d{0,14}$/.test(text)) return undefined
  return Number(text)
}

/** Words to search for; none where there are only spaces. */
export const readSearch = (text: string | undefined): string | undefined => text?.trim().slice(0, 100) || undefined

/** One of these words; anything else is none. */
export const readOneOf = <T extends string>(text: string | undefined, words: readonly T[]): T | undefined =>
  words.find(word => word === text)

/** A page of a list, and where the next one begins. Ask for one more than a page has. */
export function cutPage<T>(found: readonly T[], positionOf: (item: T) => number) {
  const items = found.slice(0, pageSize)
  const last = items.at(-1)
  return { items, next: found.length > pageSize && last !== undefined ? positionOf(last) : undefined }
}
