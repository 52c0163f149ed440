import { hash } from 'node:crypto'
import { deliveryIdOf, keepHeaders } from '../core/delivery/delivery-headers.ts'
import type { RawDelivery, Read } from '../core/delivery/judge.ts'
import type { Understood } from '../core/delivery/judged.ts'
import type { Provider } from '../core/delivery/provider.ts'
import { foldCase, formatName } from '../core/delivery/repository-name.ts'
import type { Delivery } from './ports/delivery.ts'

/** What is kept of a request. */
export function describeDelivery(raw: RawDelivery, provider: Provider, judged: Read, now: number): Delivery {
  const { own, headers, body, client } = raw
  const { meaning, isPending } = judged
  const bodySha256 = hash('sha256', body)
  const push = meaning?.kind === 'push' ? meaning : undefined
  const first = push?.refs[0]
  const repository = meaning?.repository
  return {
    hook: own === undefined ? raw.provider : foldCase(`${raw.provider}/${formatName(own)}`),
    id: deliveryIdOf(judged.id, bodySha256),
    receivedAt: now,
    event: judged.event.slice(0, 64),
    ...(repository && { repository: formatName(repository) }),
    ...(first && { ref: first.ref, deleted: first.deleted, forced: first.forced }),
    ...(first?.before !== undefined && { before: first.before }),
    ...(first?.after !== undefined && { after: first.after }),
    ...(push?.pusher !== undefined && { pusher: push.pusher }),
    ...(meaning && needsMeaning(meaning, judged) && { meaning }),
    ...(isPending === true && { isPending }),
    ...(client !== undefined && { client }),
    headers: keepHeaders(headers, provider.headers),
    bodySha256,
    bodyBytes: body.length,
  }
}

/** Where the other fields do not hold all that a decision takes: most deliveries are the push of one ref. */
function needsMeaning(meaning: Understood, { refused, warning }: Read): boolean {
  switch (meaning.kind) {
    case 'ping':
    case 'other':
      return false
    case 'push':
      return meaning.refs.length !== 1 || refused !== undefined || warning !== undefined
    default:
      return true
  }
}
