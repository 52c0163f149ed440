import { RedhookError } from '../core/errors.ts'
import type { ApiDeployment } from './api.ts'
import type { Client } from './client.ts'

/** A deployment by its id, or the newest one of an app. @throws RedhookError DEPLOYMENT_UNKNOWN */
export async function findDeployment(client: Client, which: string): Promise<ApiDeployment> {
  if (/^\d+$/.test(which)) return client.get(`/api/v1/deployments/${which}`)
  const query = new URLSearchParams({ app: which, limit: '1' })
  const { deployments } = await client.get<{ deployments: readonly ApiDeployment[] }>(`/api/v1/deployments?${query}`)
  if (deployments[0]) return deployments[0]
  throw new RedhookError(`there is no deployment of ${which}`, {
    code: 'DEPLOYMENT_UNKNOWN',
    hint: '`redhook status` lists the apps, `redhook history` their deployments.',
  })
}
