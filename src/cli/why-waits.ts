import type { ApiApp, ApiDeployment } from './api.ts'
import type { Client } from './client.ts'
import { formatLock } from './render/hold.ts'

/**
 * Why a queued deployment does not run yet: `waits: shop is locked by ann until 17:00 UTC`, `waits for deployment 41 in the same
 * checkout`, or what the server says of it; undefined where nothing is in its way. `now`: epoch milliseconds.
 */
export async function whyWaits(
  deployment: ApiDeployment,
  client: Pick<Client, 'get'>,
  now: number,
): Promise<string | undefined> {
  const [{ apps }, { deployments }] = await Promise.all([
    client.get<{ apps: readonly ApiApp[] }>('/api/v1/apps'),
    client.get<{ deployments: readonly ApiDeployment[] }>('/api/v1/deployments?status=running'),
  ])
  return sayWhyWaits(deployment, apps, deployments, now)
}

/** The same of what the server told. */
export function sayWhyWaits(
  { id, app: name, reason }: ApiDeployment,
  apps: readonly ApiApp[],
  running: readonly ApiDeployment[],
  now: number,
): string | undefined {
  if (running.some(other => other.id === id)) return undefined
  const lock = apps.find(({ app }) => app === name)?.lock
  if (lock) return `deployment ${id} waits: ${name} is ${formatLock(lock, now)}`
  const ahead = findAhead(name, apps, running)
  if (ahead !== undefined) return `deployment ${id} waits for ${ahead}`
  if (reason) return `deployment ${id} waits: ${reason}`
  const others = running.length === 1 ? '1 other runs' : `${running.length} others run`
  return running.length > 0 ? `deployment ${id} waits for its turn: ${others}` : undefined
}

/** The one that runs where this app would: of the app itself, or of one that shares its checkout. */
function findAhead(name: string, apps: readonly ApiApp[], running: readonly ApiDeployment[]): string | undefined {
  const own = running.find(({ app }) => app === name)
  if (own) return `deployment ${own.id} of the same app`
  const path = apps.find(({ app }) => app === name)?.path
  const neighbours = new Set(apps.filter(app => app.path === path).map(({ app }) => app))
  const neighbour = running.find(({ app }) => neighbours.has(app))
  return neighbour && `deployment ${neighbour.id} of ${neighbour.app} in the same checkout`
}
