import { isUnderWay } from '../../../pipeline/checks/checks-door.ts'
import type { CheckRun } from '../../../pipeline/ports/check-store.ts'
import { Layout } from '../layout.tsx'
import { CheckActions } from '../parts/check-actions.tsx'
import { FailureView } from '../parts/failure.tsx'
import { Card, Fact, Facts, PageHead } from '../parts/frame.tsx'
import { LogView } from '../parts/log-view.tsx'
import { StateMark, Tag } from '../parts/marks.tsx'
import { AppLink, Branch, Commit, Foreign } from '../parts/names.tsx'
import { Ago, Took } from '../parts/time.tsx'
import type { LogPart } from '../read-log.ts'
import { clean } from '../text/clean.ts'
import { frameOf, type View } from '../view.ts'

interface CheckPageProps {
  readonly view: View
  readonly check: CheckRun
  readonly log: LogPart
}

/** One check of a pull request: how it went, and its log. */
export function CheckPage({ view, check, log }: CheckPageProps) {
  const { id, app, number, state, reason, error, headBranch, isFork } = check
  return (
    <Layout {...frameOf(view)} title={`Check ${id} of ${clean(app)}`} section="checks">
      <PageHead
        title={
          <>
            <AppLink app={app} /> <span class="muted">check {id}</span>
          </>
        }
        actions={<CheckActions view={view} check={check} />}
      >
        <StateMark state={state} />
        <Branch branch={headBranch} />
        <span>Pull request #{number}</span>
        {isFork ? <Tag tone="warn" icon="branch" text="Fork" /> : null}
      </PageHead>
      {reason === undefined || error ? null : <p class="reason">{clean(reason)}</p>}
      {error ? (
        <Card id="failure" title="What failed">
          <FailureView error={error} />
        </Card>
      ) : null}
      <Card id="facts" title="What">
        <What check={check} now={view.now} />
      </Card>
      <LogView path={`/checks/${id}`} file={`check-${id}.log`} log={log} isEnded={!isUnderWay(check)} />
    </Layout>
  )
}

const What = ({ check, now }: { check: CheckRun; now: number }) => (
  <Facts>
    <Fact name="Commit">
      <Commit commit={check.commit} />
    </Fact>
    <Fact name="Repository">
      <Foreign text={check.repository} most={120} />
    </Fact>
    <Fact name="Asked for">
      <Ago at={check.createdAt} now={now} />
    </Fact>
    {check.startedAt === undefined ? null : (
      <Fact name="Took">
        <Took from={check.startedAt} to={check.finishedAt} now={now} />
        {check.attempts > 1 ? `, ${check.attempts} attempts` : ''}
      </Fact>
    )}
  </Facts>
)
