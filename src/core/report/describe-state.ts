import type { Deployment, State, StepName } from '../deployment/deployment.ts'
import { failedStep } from '../deployment/way-back.ts'
import { formatDuration } from '../durations.ts'
import { isOfTheCommit } from './blame.ts'
import { describeServices } from './describe-services.ts'

/** How a deployment stands, as a forge has words for it. */
export interface Standing {
  /** `waiting`, `busy`: not ended. `idle`: nothing was to be done. `overtaken`: it never ran. `error`: not the commit's fault. */
  readonly is: 'waiting' | 'busy' | 'live' | 'idle' | 'overtaken' | 'failure' | 'error' | 'cancelled'
  /** One sentence, foreign words in it, of any length. */
  readonly text: string
}

/** What is said of a deployment as it is now. */
export function describeState(deployment: Deployment, isLocked: boolean): Standing {
  const { state, reason } = deployment
  switch (state) {
    case 'queued':
      return { is: 'waiting', text: isLocked ? `Waits: ${deployment.app} is locked` : (reason ?? 'Queued') }
    case 'running':
      return { is: 'busy', text: doing[stepNow(deployment) ?? 'sync'] }
    case 'succeeded':
      return { is: 'live', text: ['Live', tookOf(deployment), servicesOf(deployment)].join('') }
    case 'skipped':
      return { is: 'idle', text: reason ?? 'Nothing to do' }
    case 'superseded':
      return { is: 'overtaken', text: 'Not deployed: a newer push took its place' }
    case 'cancelled':
      return { is: 'cancelled', text: reason ?? 'Cancelled' }
    case 'failed':
    case 'rolled_back':
      return describeFailure(deployment, state)
    default:
      return state satisfies never
  }
}

const doing: Readonly<Record<StepName, string>> = {
  sync: 'Fetching the commit',
  plan: 'Planning what to build',
  build: 'Building images',
  before: 'Running the commands of before',
  up: 'Starting containers',
  verify: 'Waiting until everything is healthy',
  after: 'Running the commands of after',
  report: 'Finishing',
  rollback: 'It failed; the last good version is put back',
}

/** The step under way. */
const stepNow = ({ steps }: Deployment): StepName | undefined =>
  steps.findLast(({ result }) => result === 'running')?.name

const tookOf = ({ startedAt, finishedAt }: Deployment): string =>
  startedAt === undefined || finishedAt === undefined ? '' : ` after ${formatDuration(finishedAt - startedAt)}`

function servicesOf(deployment: Deployment): string {
  const services = describeServices(deployment)
  return services === '' ? '' : `: ${services}`
}

function describeFailure(deployment: Deployment, state: Extract<State, 'failed' | 'rolled_back'>): Standing {
  const { error, reason, version } = deployment
  const is = error === undefined || isOfTheCommit(error.code) ? 'failure' : 'error'
  const why = error?.message ?? reason ?? 'it failed'
  if (error?.code === 'CANCELLED') return { is: 'cancelled', text: `${why}; what ran before runs again` }
  const step = failedStep(deployment)
  const failed = step === undefined ? 'Failed' : `Failed in ${step}`
  if (state === 'failed') return { is, text: `${failed}: ${why}` }
  const again = version?.commit === undefined ? 'the last good version' : version.commit.slice(0, 10)
  return { is: 'failure', text: `${failed}, ${again} runs again: ${why}` }
}
