import type { Deployment } from '../core/deployment/deployment.ts'
import type { NoticeHistory, Told } from '../core/notice/plan-notices.ts'
import type { Store } from './ports/store.ts'

const page = 20
/** So many failures in a row are looked at. */
const mostEnded = 200
/** So many messages about them are. */
const mostTold = 1_000

/** What ended of this app before that, as far back as the last success, and what was told of it. */
export function readNoticeHistory(ended: Deployment, store: Pick<Store, 'list' | 'listOutbox'>): NoticeHistory {
  const before = endedBefore(ended, store)
  const failures = before.filter(({ state }) => state !== 'succeeded').map(({ id }) => id)
  const isFirst = failures.length === 0 || before[0]?.state === 'succeeded'
  return { before, told: isFirst ? [] : toldSince(Math.min(...failures), ended.app, store) }
}

function endedBefore({ app, id, finishedAt = 0 }: Deployment, store: Pick<Store, 'list'>): Deployment[] {
  const found: Deployment[] = []
  for (let before: number | undefined; found.length < mostEnded; ) {
    // Mostly all is well: the one before it, which succeeded, is all there is to know.
    const limit = before === undefined ? 2 : page
    const filter = { app, states: ['succeeded', 'failed', 'rolled_back'] as const, limit }
    const list = store.list(before === undefined ? filter : { ...filter, before })
    const earlier = list.filter(other => other.id !== id && (other.finishedAt ?? 0) <= finishedAt)
    found.push(...earlier)
    before = list.at(-1)?.id
    if (list.length < limit || earlier.some(({ state }) => state === 'succeeded')) break
  }
  return found.sort((a, b) => (b.finishedAt ?? 0) - (a.finishedAt ?? 0) || b.id - a.id)
}

/** What was told of this deployment and later ones: the newest first, a page at a time. */
function toldSince(oldest: number, app: string, store: Pick<Store, 'listOutbox'>): Told[] {
  const told: Told[] = []
  for (let before: number | undefined; told.length < mostTold; ) {
    const filter = { app, to: 'people' as const, limit: page }
    const items = store.listOutbox(before === undefined ? filter : { ...filter, before })
    for (const { channel, deployment = 0 } of items) if (deployment >= oldest) told.push({ channel, deployment })
    before = items.at(-1)?.id
    if (items.length < page || items.every(({ deployment = 0 }) => deployment < oldest)) break
  }
  return told
}
