import type { Judged, Understood } from '../core/delivery/judged.ts'
import type { Chosen } from '../core/delivery/match.ts'
import type { Cause } from '../core/deployment/deployment.ts'
import type { Delivery } from './ports/delivery.ts'
import type { Verdict, Wanted } from './ports/store.ts'

/** What the store is to do about a decision. */
export function verdictOf({ status, reason, queue, meaning }: Judged, delivery: Delivery): Verdict {
  if (status !== 'queued') return { status, reason }
  const by = meaning === undefined ? undefined : personOf(meaning)
  return { status, reason, wanted: queue.map(chosen => wantedOf(chosen, delivery, by)) }
}

function wantedOf(chosen: Chosen, delivery: Delivery, by: string | undefined): Wanted {
  const { name, repository, branch, lane } = chosen.app
  return {
    app: name,
    repository: repository.startsWith('*/') && delivery.repository?.includes('/') ? delivery.repository : repository,
    ...(branch !== undefined && { branch }),
    lane,
    cause: causeOf(chosen, delivery.id, by),
    wishes: chosen.wishes ?? {},
  }
}

const causeOf = ({ after, trigger, ref }: Chosen, delivery: string, by: string | undefined): Cause => ({
  kind: 'push',
  delivery,
  ...(after !== undefined && { after }),
  ...(by !== undefined && { pusher: by }),
  ...(trigger !== undefined && { trigger }),
  ...(ref !== undefined && { ref }),
})

/** Who did it, as far as the forge told. */
function personOf(meaning: Understood): string | undefined {
  if (meaning.kind === 'push') return meaning.pusher
  return 'sender' in meaning ? meaning.sender : undefined
}
