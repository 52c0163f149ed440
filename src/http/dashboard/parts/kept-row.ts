import { raw } from 'hono/html'
import type { HtmlEscapedString } from 'hono/utils/html'
import { formatAge, formatDuration } from '../../../core/durations.ts'
import type { AppView } from '../../../pipeline/house.ts'
import { AppRow } from './app-row.tsx'

const kept = new Map<string, { readonly key: string; readonly html: HtmlEscapedString }>()

/** The row of an app, drawn anew only when something in it reads differently: a page of 200 apps is mostly what it was a moment ago. */
export function keptAppRow(app: AppView, now: number): HtmlEscapedString {
  const key = keyOf(app, now)
  const known = kept.get(app.app)
  if (known?.key === key) return known.html
  const html = raw(AppRow({ app, now }).toString()) as HtmlEscapedString
  kept.set(app.app, { key, html })
  return html
}

/** Everything that the row shows, times in the words they are told by. */
function keyOf({ app, repository, branch, color, last, live, lock, detour }: AppView, now: number): string {
  const age = (at: number | undefined) => (at === undefined ? '' : formatAge(at, now))
  const end = last?.finishedAt ?? last?.createdAt
  const runs = last?.startedAt !== undefined && last.finishedAt === undefined
  const times = [end, age(end), last?.startedAt, runs ? formatDuration(now - last.startedAt) : '']
  const ends = [age(lock?.until), age(detour?.until)]
  return JSON.stringify([app, repository, branch, color, last?.id, last?.state, live, lock, detour, times, ends])
}
