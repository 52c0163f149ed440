import { formatCause } from '../../../core/deployment/cause-words.ts'
import type { Deployment } from '../../../core/deployment/deployment.ts'
import { clean } from '../text/clean.ts'
import { live } from './frame.tsx'
import { ColorMark, StateMark } from './marks.tsx'
import { AppLink, Branch, Commit, DeploymentLink, Foreign } from './names.tsx'
import { Cell, Row, Table } from './table.tsx'
import { Ago, Took } from './time.tsx'

interface DeploymentsTableProps {
  readonly deployments: readonly Deployment[]
  readonly now: number
  readonly caption?: string
  /** On the page of one app its name need not be said. */
  readonly ofOneApp?: boolean
}

/** Deployments, newest first. */
export function DeploymentsTable({
  deployments,
  now,
  caption = 'Deployments',
  ofOneApp = false,
}: DeploymentsTableProps) {
  const columns = ['No.', 'State', ...(ofOneApp ? [] : ['App']), 'Commit', 'When', 'Took']
  return (
    <Table class={ofOneApp ? 'deployments of-one' : 'deployments'} caption={caption} columns={columns}>
      {deployments.map(deployment => (
        <DeploymentRow deployment={deployment} now={now} ofOneApp={ofOneApp} />
      ))}
    </Table>
  )
}

interface DeploymentRowProps {
  readonly deployment: Deployment
  readonly now: number
  readonly ofOneApp: boolean
}

export function DeploymentRow({ deployment, now, ofOneApp }: DeploymentRowProps) {
  const { id, app, state, color, branch, createdAt, startedAt, finishedAt } = deployment
  const one = ofOneApp ? '&one' : ''
  return (
    <Row id={`deployment-${id}`} more={live(`deployment:${id}`, `/deployments?part=${id}${one}`)}>
      <Cell class="cell-id">
        <DeploymentLink id={id} />
      </Cell>
      <Cell class="cell-state">
        <StateMark state={state} />
      </Cell>
      {ofOneApp ? null : (
        <Cell class="cell-app">
          <div class="line">
            <AppLink app={app} />
            <ColorMark color={color} />
          </div>
          <div class="line small muted">
            <Branch branch={branch} />
          </div>
        </Cell>
      )}
      <Cell class="cell-commit">
        <What deployment={deployment} />
      </Cell>
      <Cell class="cell-when">
        <Ago at={finishedAt ?? createdAt} now={now} />
      </Cell>
      <Cell class="cell-took">
        {startedAt === undefined ? '–' : <Took from={startedAt} to={finishedAt} now={now} />}
      </Cell>
    </Row>
  )
}

/** The commit as people know it, what set it off, and why it ended where that says more. */
const What = ({
  deployment: { commit, about, cause, reason, error, state },
}: Pick<DeploymentRowProps, 'deployment'>) => (
  <>
    <div class="subject">
      {about?.subject ? <Foreign text={about.subject} most={120} /> : <Commit commit={commit} />}
    </div>
    <div class="line small muted">
      {about?.subject ? <Commit commit={commit} /> : null}
      {about?.author ? <Foreign text={about.author} most={60} /> : null}
      <Foreign text={formatCause(cause)} most={80} />
    </div>
    {state === 'succeeded' || !(error ?? reason) ? null : (
      <div class="why small">{clean(error?.message.split('\n')[0] ?? reason ?? '')}</div>
    )}
  </>
)
