import type { HouseHealth } from '../../../pipeline/house.ts'
import { Layout } from '../layout.tsx'
import { Card, Fact, Facts, Live, PageHead } from '../parts/frame.tsx'
import { Tag } from '../parts/marks.tsx'
import { AppLink, Foreign } from '../parts/names.tsx'
import { RemoteFacts } from '../parts/remote-facts.tsx'
import { Cell, Row, Table } from '../parts/table.tsx'
import { Ago, Took } from '../parts/time.tsx'
import { formatBytes, formatCount } from '../text/bytes.ts'
import { clean } from '../text/clean.ts'
import { frameOf, type View } from '../view.ts'

interface HealthPageProps {
  readonly view: View
  readonly health: HouseHealth
  readonly version: string
}

/** Redhook itself: whether a push could become live, and what is in the way. */
export function HealthPage({ view, health, version }: HealthPageProps) {
  const bad = health.checks.filter(({ ok }) => !ok).length + health.registry.problems.length
  return (
    <Layout {...frameOf(view)} title="Health" section="health">
      <Live id="health" topic="all">
        <PageHead title="Health">
          {bad === 0 ? (
            <Tag tone="good" icon="check" text="A push can become live" />
          ) : (
            <Tag tone="bad" icon="cross" text={bad === 1 ? '1 problem' : `${bad} problems`} />
          )}
          <span class="muted">
            Redhook {clean(version)}, up <Took from={health.startedAt} to={undefined} now={view.now} />
          </span>
        </PageHead>
        <div class="cards two">
          <Card id="needs" title="Needs">
            <Needs health={health} />
          </Card>
          <Card id="queue" title="Queue">
            <Queue health={health} now={view.now} />
          </Card>
          <Card id="disk" title="Disk">
            <Disk health={health} />
          </Card>
          <Card id="registry" title="Registry">
            <Registry health={health} now={view.now} />
          </Card>
        </div>
        <Card id="remotes" title="Remotes">
          <RemoteFacts health={health} now={view.now} />
          <Remotes health={health} now={view.now} />
        </Card>
      </Live>
    </Layout>
  )
}

interface PartProps {
  readonly health: HouseHealth
  readonly now: number
}

const OkMark = ({ ok }: { ok: boolean }) =>
  ok ? <Tag tone="good" icon="check" text="Good" /> : <Tag tone="bad" icon="cross" text="Bad" />

const Needs = ({ health: { checks } }: Pick<PartProps, 'health'>) => (
  <Table class="needs" caption="Needs" columns={['Need', 'State', 'Detail']}>
    {checks.map(({ name, ok, detail }) => (
      <Row>
        <Cell>{clean(name)}</Cell>
        <Cell>
          <OkMark ok={ok} />
        </Cell>
        <Cell class="cell-why">{clean(detail)}</Cell>
      </Row>
    ))}
  </Table>
)

const Queue = ({ health: { queue, outbox }, now }: PartProps) => (
  <Facts>
    <Fact name="Waiting">
      <a href="/deployments?state=queued">{queue.queued}</a>
      {queue.oldestQueuedAt === undefined ? null : (
        <>
          , the oldest since <Ago at={queue.oldestQueuedAt} now={now} />
        </>
      )}
    </Fact>
    <Fact name="Running">
      <a href="/deployments?state=running">{queue.running}</a>
    </Fact>
    <Fact name="Outbox, waiting">
      {outbox.waiting}
      {outbox.oldestWaitingAt === undefined ? null : (
        <>
          , the oldest since <Ago at={outbox.oldestWaitingAt} now={now} />
        </>
      )}
    </Fact>
    <Fact name="Outbox, failed">
      <a href="/outbox?state=failed">{outbox.failed}</a>
    </Fact>
  </Facts>
)

const Disk = ({ health: { disk, database } }: Pick<PartProps, 'health'>) => (
  <Facts>
    {disk.map(({ what, path, freeBytes, totalBytes }) => (
      <Fact name={clean(what)}>
        {formatBytes(freeBytes)} free of {formatBytes(totalBytes)}
        <Gauge share={totalBytes > 0 ? 1 - freeBytes / totalBytes : 0} />
        <span class="small muted">
          <Foreign text={path} />
        </span>
      </Fact>
    ))}
    <Fact name="Database">
      {formatBytes(database.bytes)}: {formatCount(database.deployments, 'deployment')},{' '}
      {formatCount(database.deliveries, 'delivery', 'deliveries')}
    </Fact>
  </Facts>
)

const Gauge = ({ share }: { share: number }) => (
  <svg
    class={`gauge ${share > 0.9 ? 'tone-bad' : ''}`}
    viewBox="0 0 100 4"
    preserveAspectRatio="none"
    aria-hidden="true"
  >
    <rect class="rail" width="100" height="4" />
    <rect width={(share * 100).toFixed(1)} height="4" />
  </svg>
)

const Registry = ({ health: { registry }, now }: PartProps) => (
  <>
    <Facts>
      <Fact name="File">
        <Foreign text={registry.file} />
      </Fact>
      <Fact name="Loaded">
        <Ago at={registry.loadedAt} now={now} />, {formatCount(registry.apps, 'app')}
      </Fact>
    </Facts>
    {registry.problems.length > 0 ? (
      <div class="failure">
        <p class="failure-message">The file as it is now was not taken over; the last good one is in force.</p>
        <pre>{clean(registry.problems.join('\n'))}</pre>
      </div>
    ) : null}
    {registry.warnings.length > 0 ? (
      <ul class="warnings">
        {registry.warnings.map(warning => (
          <li>{clean(warning)}</li>
        ))}
      </ul>
    ) : null}
  </>
)

const Remotes = ({ health: { remotes }, now }: PartProps) =>
  remotes.length === 0 ? (
    <p class="muted">No remote was spoken to yet.</p>
  ) : (
    <Table class="remotes" caption="Remotes" columns={['App', 'State', 'Detail', 'When']}>
      {remotes.map(({ app, ok, at, detail }) => (
        <Row>
          <Cell>
            <AppLink app={app} />
          </Cell>
          <Cell>
            <OkMark ok={ok} />
          </Cell>
          <Cell class="cell-why">{clean(detail)}</Cell>
          <Cell class="cell-when">
            <Ago at={at} now={now} />
          </Cell>
        </Row>
      ))}
    </Table>
  )
