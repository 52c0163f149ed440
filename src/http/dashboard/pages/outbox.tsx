import { describeOutboxItem } from '../../../core/report/outbox-words.ts'
import type { OutboxItem } from '../../../pipeline/ports/outbox-store.ts'
import { Layout } from '../layout.tsx'
import { Empty, PageHead } from '../parts/frame.tsx'
import { Tag } from '../parts/marks.tsx'
import { AppLink, DeploymentLink, Foreign } from '../parts/names.tsx'
import { linkTo, Pager } from '../parts/pager.tsx'
import { Pick } from '../parts/pick.tsx'
import { Cell, Row, Table } from '../parts/table.tsx'
import { Ago } from '../parts/time.tsx'
import { clean } from '../text/clean.ts'
import { frameOf, type View } from '../view.ts'

/** States of an outbox item that can be filtered by. */
export const outboxStates = ['waiting', 'sent', 'failed'] as const

const words = { waiting: 'Waiting', sent: 'Sent', failed: 'Failed' } as const

export interface OutboxPageProps {
  readonly view: View
  readonly items: readonly OutboxItem[]
  readonly next: number | undefined
  readonly filter: { readonly state?: OutboxItem['state'] | undefined; readonly before?: number | undefined }
}

/** What is told to whom, and what could not be told. */
export function OutboxPage({ view, items, next, filter: { state, before } }: OutboxPageProps) {
  const choices = [undefined, ...outboxStates].map(one => ({
    title: one === undefined ? 'All' : words[one],
    href: linkTo('/outbox', { state: one }),
    isCurrent: one === state,
  }))
  return (
    <Layout {...frameOf(view)} title="Outbox" section="outbox">
      <PageHead title="Outbox" />
      <Pick label="Filter by state" choices={choices} />
      {items.length === 0 ? <NoItems isFiltered={Boolean(state ?? before)} /> : <Items items={items} now={view.now} />}
      <Pager path="/outbox" keep={{ state }} before={before} next={next} />
    </Layout>
  )
}

const Items = ({ items, now }: { items: readonly OutboxItem[]; now: number }) => (
  <Table class="outbox" caption="Outbox" columns={['No.', 'State', 'Channel', 'What', 'When']}>
    {items.map(item => (
      <Row>
        <Cell class="cell-id">{item.id}</Cell>
        <Cell class="cell-state">
          <ItemState item={item} now={now} />
        </Cell>
        <Cell>
          <Foreign text={item.channel} most={60} />
        </Cell>
        <Cell>
          <Foreign text={item.kind.replace('_', ' ')} most={40} />{' '}
          {item.app === undefined ? null : <AppLink app={item.app} />}{' '}
          {item.deployment === undefined ? null : <DeploymentLink id={item.deployment} />}
          <What item={item} />
          {item.error === undefined ? null : <div class="why small">{clean(item.error)}</div>}
        </Cell>
        <Cell class="cell-when">
          <Ago at={item.endedAt ?? item.createdAt} now={now} />
        </Cell>
      </Row>
    ))}
  </Table>
)

function What({ item }: { item: OutboxItem }) {
  const text = describeOutboxItem(item)
  return text === undefined ? null : <div class="small muted">{clean(text)}</div>
}

function ItemState({ item: { state, attempts, availableAt }, now }: { item: OutboxItem; now: number }) {
  if (state === 'sent') return <Tag tone="good" icon="check" text="Sent" />
  const tries = attempts === 1 ? '1 attempt' : `${attempts} attempts`
  if (state === 'failed') {
    return (
      <>
        <Tag tone="bad" icon="cross" text="Failed" />
        <div class="small muted">{tries}</div>
      </>
    )
  }
  return (
    <>
      <Tag tone="busy" icon="dots" text="Waiting" />
      {attempts > 0 ? (
        <div class="small muted">
          {tries}, next <Ago at={availableAt} now={now} />
        </div>
      ) : null}
    </>
  )
}

const NoItems = ({ isFiltered }: { isFiltered: boolean }) =>
  isFiltered ? (
    <Empty title="Nothing matches.">
      <p>
        <a href="/outbox">Show all</a>
      </p>
    </Empty>
  ) : (
    <Empty title="Nothing was told yet.">
      <p>
        Say in <code>redhook.yml</code> who hears of what: channels under <code>server.notify</code>, apps and kinds
        under <code>notify</code>. <code>redhook notify test</code> tries it. What a forge is told of deployments is
        listed here, too, once <code>providers</code> has a token or an App.
      </p>
    </Empty>
  )
