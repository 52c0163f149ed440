import type { StoredDelivery } from '../../../pipeline/ports/listing-store.ts'
import { Tag } from './marks.tsx'
import { AppLink, DeploymentLink } from './names.tsx'

/** The decision on a delivery. */
export function DecisionMark({ status }: Pick<StoredDelivery, 'status'>) {
  if (status === 'queued') return <Tag tone="good" icon="check" text="Queued" />
  return status === 'pong' ? (
    <Tag tone="still" icon="dots" text="Pong" />
  ) : (
    <Tag tone="still" icon="skip" text="Ignored" />
  )
}

/** What a delivery led to. */
export const LedTo = ({ deployments }: Pick<StoredDelivery, 'deployments'>) => (
  <>
    {deployments.map(({ id, app }, index) => (
      <>
        {index > 0 ? ', ' : ''}
        <AppLink app={app} /> <DeploymentLink id={id} />
      </>
    ))}
  </>
)
