import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { type DeploymentJson, openSandbox, type Repository, type Sandbox, type Server } from '../support/sandbox.ts'

const apps = ['ant', 'bee', 'cat', 'dog']
const rounds = 6

/** Pushes a version to each app and delivers all at once; tells of each deployment that was promised with a 202. */
function pushToAll(
  server: Server,
  repositories: readonly Repository[],
  page: string,
  onPromise: (id: number) => void,
): { all: Promise<unknown> } {
  const commits = repositories.map(repository => repository.push({ 'page.txt': page }))
  const deliveries = repositories.map(async (repository, index) => {
    const { status, body } = await server.deliver(repository, { after: commits[index] ?? '' })
    if (status === 202) for (const { id } of body.deployments ?? []) onPromise(id)
  })
  return { all: Promise.allSettled(deliveries) }
}

/** Apps that only copy a file, so that every round ends them somewhere else. */
function openApps(box: Sandbox): Repository[] {
  const repositories = apps.map(name => box.repository(name, { 'page.txt': 'first' }))
  const entry = ({ name, checkout }: Repository, index: number) => [
    name,
    { path: checkout, project: apps[index], command: [['cp', 'page.txt', box.path(`${apps[index]}.live`)]] },
  ]
  box.registry(Object.fromEntries(repositories.map(entry)))
  return repositories
}

describe('kill -9 right after a 202', () => {
  it('loses no delivery, however often it happens', async () => {
    await using box = await openSandbox()
    const repositories = openApps(box)
    const promised = new Set<number>()
    for (let round = 1; round <= rounds; round += 1) {
      const server = await box.start()
      const before = promised.size
      const { all } = pushToAll(server, repositories, `round ${round}`, id => promised.add(id))
      // The first rounds are killed with the first, second, ... 202, the last ones a little later, with all of them answered.
      const isLate = round > apps.length
      await waitFor(() => promised.size - before >= Math.min(round, apps.length))
      await sleep(isLate ? 40 * (round - apps.length) : 0)
      await server.stop('SIGKILL', { tree: round % 2 === 0 })
      await all
    }
    expect(promised.size).toBeGreaterThanOrEqual(2 * apps.length)

    const server = await box.start()
    const settled = await Promise.all([...promised].map(id => server.settled(id)))
    // Skipped: the deployment before it had fetched its commit already. Interrupted: three of the kills fell into it, which is told.
    const kept = ({ status, reason = '', error }: DeploymentJson) =>
      ['succeeded', 'superseded'].includes(status) ||
      reason.includes('is deployed already') ||
      error?.code === 'INTERRUPTED'
    expect(settled.filter(deployment => !kept(deployment))).toEqual([])
    for (const app of apps) expect(readFileSync(join(box.folder, `${app}.live`), 'utf8')).toBe(`round ${rounds}`)
  })
})

async function waitFor(holds: () => boolean): Promise<void> {
  for (let waitedMs = 0; waitedMs < 60_000 && !holds(); waitedMs += 1) await sleep(1)
}
