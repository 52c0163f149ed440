import type { AuditEntry } from '../../../pipeline/ports/access-store.ts'
import { Layout } from '../layout.tsx'
import { Empty, PageHead } from '../parts/frame.tsx'
import { Tag } from '../parts/marks.tsx'
import { Foreign } from '../parts/names.tsx'
import { linkTo, Pager } from '../parts/pager.tsx'
import { Cell, Row, Table } from '../parts/table.tsx'
import { Ago } from '../parts/time.tsx'
import { clean } from '../text/clean.ts'
import { frameOf, type View } from '../view.ts'

export interface AuditPageProps {
  readonly view: View
  readonly entries: readonly AuditEntry[]
  readonly next: number | undefined
  readonly filter: {
    readonly who?: string | undefined
    readonly action?: string | undefined
    readonly target?: string | undefined
    readonly before?: number | undefined
  }
}

/** Who did what, when, from where. */
export function AuditPage({ view, entries, next, filter }: AuditPageProps) {
  const { before, ...keep } = filter
  const isFiltered = Boolean(keep.who ?? keep.action ?? keep.target ?? before)
  return (
    <Layout {...frameOf(view)} title="Audit" section="audit">
      <PageHead title="Audit">
        {isFiltered ? (
          <span>
            <Foreign text={[keep.who, keep.action, keep.target].filter(Boolean).join(', ')} />{' '}
            <a href="/audit">Show all</a>
          </span>
        ) : (
          'Who did what, when, from where; refused tries, too.'
        )}
      </PageHead>
      {entries.length === 0 ? (
        <Empty title={isFiltered ? 'Nothing matches.' : 'Nobody has changed anything yet.'} />
      ) : (
        <Table class="audit" caption="Audit" columns={['Who', 'What', 'Of what', 'Answer', 'From', 'When']}>
          {entries.map(entry => (
            <AuditRow entry={entry} now={view.now} />
          ))}
        </Table>
      )}
      <Pager path="/audit" keep={keep} before={before} next={next} />
    </Layout>
  )
}

const AuditRow = ({
  entry: { who, via, client, action, target, status, detail, at },
  now,
}: {
  entry: AuditEntry
  now: number
}) => (
  <Row>
    <Cell>
      <a href={linkTo('/audit', { who })}>
        <Foreign text={who} most={60} />
      </a>
      <div class="small muted">{via}</div>
    </Cell>
    <Cell>
      <a href={linkTo('/audit', { action })}>
        <Foreign text={action} most={60} />
      </a>
      {detail ? <div class="small muted">{clean(formatDetail(detail))}</div> : null}
    </Cell>
    <Cell>{target === undefined ? '–' : <Foreign text={target} most={100} />}</Cell>
    <Cell>
      {status < 400 ? (
        <Tag tone="good" icon="check" text="Done" />
      ) : (
        <Tag tone="bad" icon="cross" text={`${status < 500 ? 'Refused' : 'Failed'}, ${status}`} />
      )}
    </Cell>
    <Cell>{client === undefined ? '–' : <Foreign text={client} most={60} />}</Cell>
    <Cell class="cell-when">
      <Ago at={at} now={now} />
    </Cell>
  </Row>
)

const formatDetail = (detail: NonNullable<AuditEntry['detail']>): string =>
  Object.entries(detail)
    .map(([name, value]) => `${name}: ${value}`)
    .join(', ')
