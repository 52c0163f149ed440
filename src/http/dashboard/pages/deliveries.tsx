import { hookOf } from '../../../core/delivery/judge-kept.ts'
import { providerTitles } from '../../../core/provider.ts'
import type { StoredDelivery } from '../../../pipeline/ports/listing-store.ts'
import { Layout } from '../layout.tsx'
import { DecisionMark, LedTo } from '../parts/delivery-marks.tsx'
import { Empty, Live, NoMatch, PageHead } from '../parts/frame.tsx'
import { Commit, Foreign } from '../parts/names.tsx'
import { linkTo, Pager } from '../parts/pager.tsx'
import { Pick } from '../parts/pick.tsx'
import { SearchForm } from '../parts/search-form.tsx'
import { Cell, Row, Table } from '../parts/table.tsx'
import { Ago } from '../parts/time.tsx'
import { clean } from '../text/clean.ts'
import { subjectOf } from '../text/delivery-subject.ts'
import { frameOf, type View } from '../view.ts'

/** The decisions that can be filtered by. */
export const decisions = [
  { id: 'queued', title: 'Queued' },
  { id: 'ignored', title: 'Ignored' },
  { id: 'pong', title: 'Pong' },
] as const

export interface DeliveriesPageProps {
  readonly view: View
  readonly deliveries: readonly StoredDelivery[]
  readonly next: number | undefined
  readonly filter: {
    readonly status?: StoredDelivery['status'] | undefined
    readonly search?: string | undefined
    readonly before?: number | undefined
  }
}

/** What came in, what it led to, and why. */
export function DeliveriesPage({ view, deliveries, next, filter: { status, search, before } }: DeliveriesPageProps) {
  const keep = { status, q: search }
  const choices = [{ id: undefined, title: 'All' }, ...decisions].map(({ id, title }) => ({
    title,
    href: linkTo('/deliveries', { ...keep, status: id }),
    isCurrent: id === status,
  }))
  return (
    <Layout {...frameOf(view)} title="Deliveries" section="deliveries">
      <PageHead
        title="Deliveries"
        actions={
          <SearchForm path="/deliveries" value={search} label="Search repository, branch, reason" keep={{ status }} />
        }
      />
      <Pick label="Filter by decision" choices={choices} />
      <Live id="deliveries" topic={before === undefined ? 'new' : 'none'}>
        {deliveries.length === 0 ? (
          <NoDeliveries isFiltered={Boolean(status ?? search ?? before)} />
        ) : (
          <DeliveriesTable deliveries={deliveries} now={view.now} />
        )}
        <Pager path="/deliveries" keep={keep} before={before} next={next} />
      </Live>
    </Layout>
  )
}

const DeliveriesTable = ({ deliveries, now }: { deliveries: readonly StoredDelivery[]; now: number }) => (
  <Table
    class="deliveries"
    caption="Deliveries"
    columns={['No.', 'Decision', 'From', 'Why, and what it led to', 'When']}
  >
    {deliveries.map(delivery => (
      <Row>
        <Cell class="cell-id">
          <a href={`/deliveries/${delivery.seq}`}>{delivery.seq}</a>
        </Cell>
        <Cell class="cell-state">
          <DecisionMark status={delivery.status} />
        </Cell>
        <Cell class="cell-from">
          <From delivery={delivery} />
        </Cell>
        <Cell class="cell-why">
          <div>{clean(delivery.reason)}</div>
          {delivery.deployments.length > 0 ? (
            <div class="small">
              <LedTo deployments={delivery.deployments} />
            </div>
          ) : null}
        </Cell>
        <Cell class="cell-when">
          <Ago at={delivery.receivedAt} now={now} />
        </Cell>
      </Row>
    ))}
  </Table>
)

const From = ({ delivery }: { delivery: StoredDelivery }) => {
  const { repository, event, after, pusher, hook } = delivery
  const { provider } = hookOf(hook)
  const subject = subjectOf(delivery)
  return (
    <>
      <div class="subject">{repository === undefined ? '–' : <Foreign text={repository} most={100} />}</div>
      <div class="line small muted">
        {provider === 'github' ? null : <span>{providerTitles[provider]}</span>}
        <Foreign text={event} most={40} />
        {subject === undefined ? null : <Foreign text={subject} most={80} />}
        {after === undefined ? null : <Commit commit={after} />}
        {pusher === undefined ? null : <Foreign text={pusher} most={60} />}
      </div>
    </>
  )
}

const NoDeliveries = ({ isFiltered }: { isFiltered: boolean }) =>
  isFiltered ? (
    <NoMatch one="delivery" all="deliveries" />
  ) : (
    <Empty title="No webhook came in yet.">
      <p>
        The page of each <a href="/">app</a> shows the webhook to make. <code>redhook send owner/name</code> sends a
        signed push by hand. A request with a wrong signature is answered with 401 and not kept: the forge shows it
        among the recent deliveries of the hook.
      </p>
    </Empty>
  )
