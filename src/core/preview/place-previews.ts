import type { PreviewSettings } from '../app.ts'
import type { Preview } from './preview.ts'
import { whyRefused } from './why-refused.ts'

/** The settings that decide who lives. */
export type PlaceSettings = Pick<PreviewSettings, 'limit' | 'maxAgeMs'> & { readonly forkLabel?: string }

/**
 * Which previews of an app live: those of the newest pull requests, as many as the limit allows. Returns those that are to be other than
 * they are: `live` to be deployed, `removing` to be taken down, `waiting` and `refused` with the reason.
 */
export function placePreviews(previews: readonly Preview[], settings: PlaceSettings, now: number): Preview[] {
  const settled = previews.filter(({ state }) => state !== 'gone' && state !== 'removing')
  const wanted = settled
    .filter(preview => whyNot(preview, settings, now) === undefined)
    .toSorted((a, b) => b.openedAt - a.openedAt || b.number - a.number)
  const living = new Set(wanted.slice(0, settings.limit).map(({ number }) => number))
  return settled.flatMap(preview => {
    const next = living.has(preview.number) ? toLive(preview) : toRest(preview, settings, now)
    return next === undefined ? [] : [next]
  })
}

const toLive = (preview: Preview): Preview | undefined => {
  const { reason, ...rest } = preview
  return preview.state === 'live' ? undefined : { ...rest, state: 'live' }
}

/** What keeps it from living, whatever places there are. */
function whyNot(preview: Preview, { forkLabel, maxAgeMs }: PlaceSettings, now: number): Resting | undefined {
  const refused = whyRefused(preview, forkLabel)
  if (refused !== undefined) return { state: 'refused', reason: refused }
  if (now - preview.updatedAt < maxAgeMs) return undefined
  return { state: 'waiting', reason: `Nothing was pushed for ${formatAge(maxAgeMs)}; the next push brings it back.` }
}

type Resting = Required<Pick<Preview, 'state' | 'reason'>>

function toRest(preview: Preview, settings: PlaceSettings, now: number): Preview | undefined {
  const resting = whyNot(preview, settings, now) ?? {
    state: 'waiting' as const,
    reason: `Previews of newer pull requests have the places; ${settings.limit} may live at once.`,
  }
  if (preview.state === 'live') return { ...preview, state: 'removing', reason: resting.reason }
  return preview.state === resting.state && preview.reason === resting.reason ? undefined : { ...preview, ...resting }
}

/** What a preview is once it has been removed. */
export function afterRemoval(preview: Preview, forkLabel: string | undefined): Preview {
  const { ports, ...rest } = preview
  if (preview.closedAt !== undefined) return { ...rest, ports: {}, state: 'gone' }
  const refused = whyRefused(preview, forkLabel)
  if (refused !== undefined) return { ...rest, ports: {}, state: 'refused', reason: refused }
  return { ...rest, ports: {}, state: 'waiting' }
}

const dayMs = 86_400_000
const hourMs = 3_600_000

const formatAge = (ms: number): string => {
  const [count, unit] =
    ms >= 2 * dayMs ? [ms / dayMs, 'days'] : ms >= hourMs ? [ms / hourMs, 'hours'] : [ms / 1_000, 's']
  return `${Math.round(count)} ${unit}`
}
