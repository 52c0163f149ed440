import type { Stranger } from '../../../core/delivery/judged.ts'
import type { StoredDelivery } from '../../../pipeline/ports/listing-store.ts'
import { may, type View } from '../view.ts'
import { Action } from './action.tsx'
import { AppLink, Foreign } from './names.tsx'

interface DeliveryActionsProps {
  readonly view: View
  readonly delivery: Pick<StoredDelivery, 'seq'>
  /** Its repository, where somebody would have to accept it. */
  readonly stranger: Stranger | undefined
}

/** What can be done with a delivery, by those who may. */
export const DeliveryActions = ({ view, delivery: { seq }, stranger }: DeliveryActionsProps) => (
  <>
    {stranger !== undefined && may(view, 'admin') ? <Accept seq={seq} stranger={stranger} /> : null}
    {may(view, 'deploy') ? <Redeliver seq={seq} /> : null}
  </>
)

const Accept = ({ seq, stranger: { repository, apps } }: { seq: number; stranger: Stranger }) => (
  <Action
    id="accept"
    title="Accept this repository"
    confirm="Accept it"
    tone="primary"
    path={`/deliveries/${seq}/accept`}
  >
    <p>
      From now on pushes to the <Foreign text={repository} most={100} /> of this delivery deploy{' '}
      {apps.map((app, index) => [index === 0 ? '' : ', ', <AppLink app={app} />])}; those to the repository that had the
      name till now are refused. This delivery is decided again at once.
    </p>
    <p>Whoever may push to it runs their code on this server: accept it only if you know whose it is.</p>
  </Action>
)

const Redeliver = ({ seq }: { seq: number }) => (
  <Action id="redeliver" title="Decide again" confirm="Decide again" path={`/deliveries/${seq}/redeliver`}>
    <p>
      As if it had been sent again: with the registry as it is now. What it led to already is not done twice, but for
      what failed or was cancelled.
    </p>
  </Action>
)

/** What those do who may not accept a repository themselves. */
export const WhoAccepts = ({ seq }: { seq: number }) => (
  <p class="reason">
    <strong>What to do:</strong> if this repository is the right one, ask an admin to accept it, on this page or with{' '}
    <code>redhook redeliver {seq} --accept</code>. Until then nothing of it is deployed.
  </p>
)
