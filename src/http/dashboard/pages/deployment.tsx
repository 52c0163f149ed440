import { formatCause } from '../../../core/deployment/cause-words.ts'
import { type Deployment, isFinal } from '../../../core/deployment/deployment.ts'
import { Layout } from '../layout.tsx'
import { DeploymentActions } from '../parts/deployment-actions.tsx'
import { FailureView } from '../parts/failure.tsx'
import { Card, Fact, Facts, Live, PageHead } from '../parts/frame.tsx'
import { LogView } from '../parts/log-view.tsx'
import { ColorMark, StateMark } from '../parts/marks.tsx'
import { AppLink, Branch, Commit, DeploymentLink, Foreign } from '../parts/names.tsx'
import { PlanView } from '../parts/plan-view.tsx'
import { Steps } from '../parts/steps.tsx'
import { Ago, Took } from '../parts/time.tsx'
import type { LogPart } from '../read-log.ts'
import { clean } from '../text/clean.ts'
import { frameOf, type View } from '../view.ts'

export interface DeploymentPageProps {
  readonly view: View
  readonly deployment: Deployment
  /** Absent for those who may not see logs. */
  readonly log: LogPart | undefined
}

/** One deployment: what was planned and why, what happened, and the log. */
export function DeploymentPage({ view, deployment, log }: DeploymentPageProps) {
  const { id, app, state, plan, outcome, steps, error, about } = deployment
  const topic = `deployment:${id}`
  const isRolledBack = state === 'rolled_back'
  return (
    <Layout {...frameOf(view)} title={`${clean(app)} #${id}`} section="deployments">
      <Live id="deployment" topic={topic}>
        <PageHead
          title={
            <>
              <AppLink app={app} /> <span class="muted">#{id}</span>
            </>
          }
          actions={<DeploymentActions view={view} deployment={deployment} />}
        >
          <StateMark state={state} />
          <ColorMark color={deployment.color} />
          <Branch branch={deployment.branch} />
        </PageHead>
        <Reason deployment={deployment} />
        {error ? (
          <Card id="failure" title={isRolledBack ? 'Why it was rolled back' : 'What failed'}>
            <FailureView error={log === undefined ? { ...error, evidence: [] } : error} />
          </Card>
        ) : null}
        <div class="cards two">
          <Card id="facts" title="What">
            <What view={view} deployment={deployment} />
          </Card>
          <Card id="steps" title="Steps">
            {steps.length === 0 ? <p class="muted">None yet.</p> : <Steps steps={steps} now={view.now} />}
          </Card>
        </div>
        {plan ? (
          <Card id="plan" title="Plan">
            <PlanView plan={plan} outcome={outcome} />
          </Card>
        ) : null}
        {about && about.commits.length > 1 ? <Commits about={about} /> : null}
      </Live>
      {log ? <DeploymentLog deployment={deployment} log={log} /> : <NoLog />}
    </Layout>
  )
}

const Reason = ({ deployment: { reason, error, state, supersededBy } }: Pick<DeploymentPageProps, 'deployment'>) =>
  reason === undefined || (error && state !== 'rolled_back' && state !== 'queued') ? null : (
    <p class="reason">
      {clean(reason)}
      {supersededBy === undefined ? null : (
        <>
          {' '}
          See <DeploymentLink id={supersededBy} />.
        </>
      )}
    </p>
  )

function What({ view: { now }, deployment }: Pick<DeploymentPageProps, 'view' | 'deployment'>) {
  const { about, commit, cause, createdAt, startedAt, finishedAt, project, attempts } = deployment
  return (
    <>
      {about ? (
        <p class="subject">
          <Foreign text={about.subject} most={300} />
        </p>
      ) : null}
      <Facts>
        <Fact name="Commit">
          <Commit commit={commit} />
          {about ? (
            <>
              {' '}
              by <Foreign text={about.author} most={80} />
            </>
          ) : null}
        </Fact>
        <Fact name="Cause">
          <Foreign text={formatCause(cause)} />
        </Fact>
        <Fact name="Asked for">
          <Ago at={createdAt} now={now} />
        </Fact>
        {startedAt === undefined ? null : (
          <Fact name="Took">
            <Took from={startedAt} to={finishedAt} now={now} />
            {attempts > 1 ? `, ${attempts} attempts` : ''}
          </Fact>
        )}
        {project ? (
          <Fact name="Compose project">
            <Foreign text={project} most={80} />
          </Fact>
        ) : null}
      </Facts>
    </>
  )
}

const Commits = ({ about: { commits, total } }: { about: NonNullable<Deployment['about']> }) => (
  <Card id="commits" title={`${total} commits`}>
    <ul class="commits">
      {commits.map(({ commit, subject, author }) => (
        <li>
          <Commit commit={commit} /> <Foreign text={subject} most={160} />{' '}
          <span class="small muted">
            <Foreign text={author} most={60} />
          </span>
        </li>
      ))}
      {total > commits.length ? <li class="muted">and {total - commits.length} more</li> : null}
    </ul>
  </Card>
)

function DeploymentLog({ deployment: { id, state }, log }: { deployment: Deployment; log: LogPart }) {
  const isEnded = isFinal(state)
  const events = isEnded ? undefined : `/api/v1/deployments/${id}/events`
  return (
    <LogView path={`/deployments/${id}`} file={`deployment-${id}.log`} events={events} log={log} isEnded={isEnded} />
  )
}

const NoLog = () => (
  <Card id="log" title="Log">
    <p class="muted">
      Logs are not public. <a href="/sign-in">Sign in</a> to read them.
    </p>
  </Card>
)
