import { type Deployment, isFinal } from '../../../core/deployment/deployment.ts'
import { may, type View } from '../view.ts'
import { Action } from './action.tsx'
import { AppLink } from './names.tsx'

/** What can be done with a deployment, by those who may. */
export function DeploymentActions({ view, deployment }: { view: View; deployment: Deployment }) {
  if (!may(view, 'deploy')) return null
  const path = `/deployments/${deployment.id}`
  return isFinal(deployment.state) ? (
    <Action id="retry" title="Retry" confirm="Deploy again" path={`${path}/retry`}>
      <p>
        The same is asked for again: <AppLink app={deployment.app} />, as the branch is now.
      </p>
    </Action>
  ) : (
    <Action id="cancel" title="Cancel" confirm="Cancel it" tone="danger" path={`${path}/cancel`}>
      <p>{deployment.state === 'queued' ? 'It never begins.' : whatCancelMeans(deployment)}</p>
    </Action>
  )
}

const touched = new Set(['up', 'verify', 'after', 'rollback'])

const whatCancelMeans = ({ reached }: Deployment): string =>
  reached !== undefined && touched.has(reached)
    ? 'What runs is stopped, and the last good version is put back.'
    : 'What runs is stopped. The containers were not touched yet and stay as they are.'
