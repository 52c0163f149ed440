import type { CheckRun } from '../../../pipeline/ports/check-store.ts'
import { Layout } from '../layout.tsx'
import { Empty, NoMatch, PageHead } from '../parts/frame.tsx'
import { StateMark } from '../parts/marks.tsx'
import { AppLink, Branch, Commit } from '../parts/names.tsx'
import { Pager } from '../parts/pager.tsx'
import { Cell, Row, Table } from '../parts/table.tsx'
import { Ago, Took } from '../parts/time.tsx'
import { clean } from '../text/clean.ts'
import { frameOf, type View } from '../view.ts'

export interface ChecksPageProps {
  readonly view: View
  readonly checks: readonly CheckRun[]
  readonly next: number | undefined
  readonly filter: { readonly app?: string | undefined; readonly before?: number | undefined }
}

/** Checks of pull requests, newest first. */
export const ChecksPage = ({ view, checks, next, filter: { app, before } }: ChecksPageProps) => (
  <Layout {...frameOf(view)} title="Checks" section="checks">
    <PageHead title="Checks">
      {app === undefined ? null : (
        <span>
          of <AppLink app={app} /> · <a href="/checks">of all apps</a>
        </span>
      )}
    </PageHead>
    {checks.length === 0 ? (
      <NoChecks isFiltered={Boolean(app ?? before)} />
    ) : (
      <ChecksTable checks={checks} now={view.now} />
    )}
    <Pager path="/checks" keep={{ app }} before={before} next={next} />
  </Layout>
)

const ChecksTable = ({ checks, now }: { checks: readonly CheckRun[]; now: number }) => (
  <Table class="checks" caption="Checks" columns={['No.', 'State', 'App', 'Pull request', 'When', 'Took']}>
    {checks.map(check => (
      <Row id={`check-${check.id}`}>
        <Cell class="cell-id">
          <a href={`/checks/${check.id}`}>{check.id}</a>
        </Cell>
        <Cell class="cell-state">
          <StateMark state={check.state} />
        </Cell>
        <Cell class="cell-app">
          <AppLink app={check.app} />
        </Cell>
        <Cell class="cell-commit">
          <Pull check={check} />
        </Cell>
        <Cell class="cell-when">
          <Ago at={check.finishedAt ?? check.createdAt} now={now} />
        </Cell>
        <Cell class="cell-took">
          {check.startedAt === undefined ? '–' : <Took from={check.startedAt} to={check.finishedAt} now={now} />}
        </Cell>
      </Row>
    ))}
  </Table>
)

const Pull = ({ check: { number, headBranch, commit, isFork, state, reason } }: { check: CheckRun }) => (
  <>
    <div class="line">
      #{number} <Branch branch={headBranch} />
    </div>
    <div class="line small muted">
      <Commit commit={commit} />
      {isFork ? <span>from a fork</span> : null}
    </div>
    {state === 'succeeded' || reason === undefined ? null : (
      <div class="why small">{clean(reason.split('\n')[0] ?? '')}</div>
    )}
  </>
)

const NoChecks = ({ isFiltered }: { isFiltered: boolean }) =>
  isFiltered ? (
    <NoMatch one="check" all="checks" />
  ) : (
    <Empty title="No pull request was checked yet.">
      <p>
        Set <code>checks: true</code> of an app in <code>redhook.yml</code>, let its webhook send pull requests, too,
        and put the steps into the repository, as <code>.redhook.yml</code>:
      </p>
      <pre tabindex={0}>{'image: node:26-slim\nrun:\n  - npm ci\n  - npm test'}</pre>
    </Empty>
  )
