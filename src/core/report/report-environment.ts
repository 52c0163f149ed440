import type { Standing } from './describe-state.ts'
import { descriptionOf } from './markdown.ts'
import type { DeploymentReport } from './report.ts'
import { environmentName } from './report-names.ts'
import { pageOf, type Subject } from './subject.ts'

const states = {
  waiting: 'queued',
  busy: 'in_progress',
  live: 'success',
  idle: 'inactive',
  overtaken: 'inactive',
  failure: 'failure',
  error: 'error',
  cancelled: 'error',
} as const satisfies Record<Standing['is'], DeploymentReport['state']>

/**
 * The deployment as the environment has it. What was only promised becomes inactive once another commit is deployed in its place; where the
 * last good version was put back, that one is the environment's again.
 */
export function reportEnvironment(subject: Subject): DeploymentReport[] {
  return [...promisedOnly(subject), own(subject), ...runsAgain(subject), ...replaced(subject)]
}

type Told = Pick<DeploymentReport, 'deployment' | 'commit' | 'state' | 'description'>

function environmentReport(subject: Subject, told: Told): DeploymentReport {
  const { app, publicUrl } = subject
  const logUrl = pageOf({ deployment: { id: told.deployment }, ...(publicUrl === undefined ? {} : { publicUrl }) })
  return {
    kind: 'deployment',
    ...told,
    environment: environmentName(app),
    ...(logUrl === undefined ? {} : { logUrl }),
    ...(app.report.url === undefined ? {} : { environmentUrl: app.report.url }),
    isTransient: app.preview !== undefined,
  }
}

/** Steps are told of by the status: a deployment that only went on by a step is not told again. */
function own(subject: Subject): DeploymentReport {
  const { deployment, standing, commit } = subject
  const description = standing.is === 'busy' ? 'Deploying' : descriptionOf(standing.text)
  return environmentReport(subject, { deployment: deployment.id, commit, state: states[standing.is], description })
}

function promisedOnly(subject: Subject): DeploymentReport[] {
  const { deployment, commit, promised } = subject
  if (promised === undefined || promised === commit) return []
  const description = `${commit.slice(0, 10)} was deployed in its place`
  return [environmentReport(subject, { deployment: deployment.id, commit: promised, state: 'inactive', description })]
}

function runsAgain(subject: Subject): DeploymentReport[] {
  const { id, state, version } = subject.deployment
  if (state !== 'rolled_back' || version?.deployment === undefined || version.commit === undefined) return []
  const { deployment, commit } = version
  const description = `Runs again: deployment ${id} failed`
  return [environmentReport(subject, { deployment, commit, state: 'success', description })]
}

function replaced(subject: Subject): DeploymentReport[] {
  const { before, deployment, standing } = subject
  if (before === undefined || standing.is !== 'live') return []
  const description = `Deployment ${deployment.id} took its place`
  return [environmentReport(subject, { ...before, state: 'inactive', description })]
}
