import type { DeploymentReport } from '../../../core/report/report.ts'
import { wasThere } from '../edit.ts'
import { remoteKey, splitName } from '../forge.ts'
import type { Sending } from './sending.ts'

/** GitHub's deployment is made once, then it gets a status for every state. */
export async function putDeployment(report: DeploymentReport, sending: Sending): Promise<void> {
  const { settings, remoteIds, repository } = sending
  const key = remoteKey(settings, repository, `deployment ${report.deployment} ${report.commit.slice(0, 12)}`)
  const known = remoteIds.remoteId(key)
  if (known !== undefined && (await addStatus(known, report, sending))) return
  const found = await find(report, sending)
  // What GitHub has not heard of need not be ended.
  if (found === undefined && report.state === 'inactive') return
  const id = String(found ?? (await create(report, sending)))
  remoteIds.rememberRemoteId(key, id)
  await addStatus(id, report, sending)
}

const asking = ({ repository, signal }: Sending, what: string) => ({
  ...{ repository, what, signal },
  needs: { deployments: 'write' } as const,
})

/** One of ours whose id was lost: the payload names it. */
async function find({ deployment, commit, environment }: DeploymentReport, sending: Sending) {
  const found = await sending.client.ask(asking(sending, `Looking for deployment #${deployment}`), request =>
    request('GET /repos/{owner}/{repo}/deployments', { ...splitName(sending.repository), sha: commit, environment }),
  )
  return found.find(({ payload }) => numberIn(payload) === deployment)?.id
}

/** GitHub gives the payload back as an object or as text. */
function numberIn(payload: unknown): unknown {
  const object = typeof payload === 'string' && payload.startsWith('{') ? (JSON.parse(payload) as unknown) : payload
  return typeof object === 'object' && object !== null && 'redhook' in object ? object.redhook : undefined
}

/** Nothing is merged for it, and no check is waited for. */
async function create(report: DeploymentReport, sending: Sending): Promise<number | bigint | undefined> {
  const { deployment, commit, environment, description, isTransient } = report
  const made = await sending.client.ask<object>(asking(sending, `Making deployment #${deployment}`), request =>
    request('POST /repos/{owner}/{repo}/deployments', {
      ...splitName(sending.repository),
      ...{ ref: commit, environment, description, transient_environment: isTransient },
      auto_merge: false,
      required_contexts: [],
      production_environment: false,
      payload: { redhook: deployment },
    }),
  )
  return 'id' in made ? (made.id as number | bigint) : undefined
}

/** False when GitHub has no such deployment any more. */
function addStatus(id: string, report: DeploymentReport, sending: Sending): Promise<boolean> {
  const { deployment, state, description, logUrl, environmentUrl } = report
  return wasThere(
    sending.client.ask(asking(sending, `Setting the status of deployment #${deployment}`), request =>
      request('POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses', {
        ...splitName(sending.repository),
        ...{ deployment_id: Number(id), state, description, auto_inactive: true },
        ...(logUrl === undefined ? {} : { log_url: logUrl }),
        ...(environmentUrl === undefined ? {} : { environment_url: environmentUrl }),
      }),
    ),
  )
}
