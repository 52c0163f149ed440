import { hookOf } from '../../../core/delivery/judge-kept.ts'
import type { Stranger } from '../../../core/delivery/judged.ts'
import { providerTitles } from '../../../core/provider.ts'
import type { StoredDelivery } from '../../../pipeline/ports/listing-store.ts'
import { Layout } from '../layout.tsx'
import { DeliveryActions, WhoAccepts } from '../parts/delivery-actions.tsx'
import { DecisionMark, LedTo } from '../parts/delivery-marks.tsx'
import { Card, Fact, Facts, PageHead } from '../parts/frame.tsx'
import { Foreign } from '../parts/names.tsx'
import { Ago } from '../parts/time.tsx'
import { formatBytes } from '../text/bytes.ts'
import { clean } from '../text/clean.ts'
import { meaningFacts } from '../text/delivery-subject.ts'
import { frameOf, may, type View } from '../view.ts'

interface DeliveryPageProps {
  readonly view: View
  readonly delivery: StoredDelivery
  /** Its repository, where somebody would have to accept it. */
  readonly stranger: Stranger | undefined
}

/** One delivery: what came in, what was decided, and why. */
export function DeliveryPage({ view, delivery, stranger }: DeliveryPageProps) {
  return (
    <Layout {...frameOf(view)} title={`Delivery ${delivery.seq}`} section="deliveries">
      <PageHead
        title={`Delivery ${delivery.seq}`}
        actions={<DeliveryActions view={view} delivery={delivery} stranger={stranger} />}
      >
        <DecisionMark status={delivery.status} />
        {delivery.repository === undefined ? null : <Foreign text={delivery.repository} most={100} />}
      </PageHead>
      <p class="reason">{clean(delivery.reason)}</p>
      {stranger === undefined || may(view, 'admin') ? null : <WhoAccepts seq={delivery.seq} />}
      {delivery.deployments.length > 0 ? (
        <Card id="led" title="What it led to">
          <p>
            <LedTo deployments={delivery.deployments} />
          </p>
        </Card>
      ) : null}
      <Card id="came" title="What came in">
        <Came view={view} delivery={delivery} />
      </Card>
      <Card id="headers" title="Headers that are kept">
        <Facts>
          {Object.entries(delivery.headers).map(([name, value]) => (
            <Fact name={clean(name)}>
              <Foreign text={value} most={300} />
            </Fact>
          ))}
        </Facts>
      </Card>
    </Layout>
  )
}

function Came({ view: { now }, delivery }: Omit<DeliveryPageProps, 'stranger'>) {
  const { id, hook, event, meaning, ref, before, after, pusher, client, receivedAt, receivedAgain, receivedAgainAt } =
    delivery
  const named: [string, string | undefined][] = [
    ['From', providerTitles[hookOf(hook).provider]],
    ['Event', event],
    ...(meaning === undefined ? [] : meaningFacts(meaning)),
    ['Ref', meaning?.kind === 'push' ? undefined : ref],
    ['Before', before],
    ['After', after],
    ['Pusher', pusher],
    ['Delivery id', id],
    ['Hook', hook],
    ['Client', client],
    ['Flags', [delivery.forced && 'forced', delivery.deleted && 'deleted'].filter(Boolean).join(', ') || undefined],
  ]
  return (
    <Facts>
      <Fact name="Received">
        <Ago at={receivedAt} now={now} />
        {receivedAgain > 0 && receivedAgainAt !== undefined ? (
          <>
            , {receivedAgain === 1 ? 'once more' : `${receivedAgain} times more`}, last{' '}
            <Ago at={receivedAgainAt} now={now} />
          </>
        ) : null}
      </Fact>
      {named.map(([name, value]) =>
        value === undefined ? null : (
          <Fact name={name}>
            <Foreign text={value} most={300} />
          </Fact>
        ),
      )}
      <Fact name="Body">
        {formatBytes(delivery.bodyBytes)}, SHA-256 <code class="wrap">{delivery.bodySha256}</code>
      </Fact>
    </Facts>
  )
}
