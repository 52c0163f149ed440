import { rmSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sampleApp, serviceFile } from '../support/sample-app.ts'
import type { DeploymentJson } from '../support/sandbox.ts'
import { openTestHouse, type TestApp, type TestHouse } from '../support/test-house.ts'

/** Follows who superseded whom to the deployment that ran. */
function heir(from: DeploymentJson, all: ReadonlyMap<number, DeploymentJson>): DeploymentJson {
  for (let now = from; ; ) {
    if (now.status !== 'superseded') return now
    const next = all.get(now.supersededBy ?? 0)
    if (!next || next.id <= now.id) throw new Error(`${now.id} is superseded by ${now.supersededBy}`)
    now = next
  }
}

describe.concurrent('the queue', () => {
  let house: TestHouse
  beforeAll(async () => {
    house = await openTestHouse()
  })
  afterAll(() => house[Symbol.asyncDispose]())

  it('ends at the newest of twenty quick pushes with few runs, and loses none', async () => {
    const { server } = house
    const hold = house.box.path('hold-burst')
    writeFileSync(hold, '')
    // The first one runs while the others come.
    const before = [['sh', '-c', `while [ -e ${hold} ]; do sleep 0.1; done`]]
    const app = await house.app('burst', { fields: { before } })
    const { Dockerfile = '' } = sampleApp(0)
    const ids: number[] = []
    let commit = ''
    for (let push = 1; push <= 20; push += 1) {
      commit = app.repository.push({ 'page.txt': `v${push}`, Dockerfile: `${Dockerfile}# ${push}\n` })
      const { status, body } = await server.deliver(app.repository, { after: commit })
      expect([status, body.status]).toEqual([202, 'queued'])
      ids.push(...(body.deployments ?? []).map(({ id }) => id))
      if (push === 1) await server.until(ids[0] ?? 0, ({ status }) => status === 'running')
    }
    rmSync(hold)
    const last = await server.settled(ids.at(-1) ?? 0)
    expect(last).toMatchObject({ status: 'succeeded', commit })
    await app.serves('v20')

    const all = new Map((await server.deployments(app.name)).map(deployment => [deployment.id, deployment]))
    expect([...all.keys()].sort((a, b) => a - b)).toEqual(ids)
    const runs = [...all.values()].filter(({ status }) => status !== 'superseded')
    expect(runs.map(({ status }) => status)).toEqual(runs.map(() => 'succeeded'))
    expect(runs).toHaveLength(2)
    expect(Math.max(...[...all.values()].map(one => heir(one, all).id))).toBe(last.id)
  })

  it('brings ten apps live at once', async () => {
    const { server } = house
    const files = (port: number) => sampleApp(port, 'v1', { 'docker-compose.prod.yml': serviceFile(port) })
    const apps: TestApp[] = []
    for (let index = 0; index < 10; index += 1) apps.push(await house.app(`ten${index}`, { files }))
    for (const [index, app] of apps.entries()) app.repository.push({ 'page.txt': `app ${index}` })
    const answers = await Promise.all(apps.map(app => server.deliver(app.repository)))
    const ids = answers.map(({ body }) => body.deployments?.[0]?.id ?? 0)
    const ended = await Promise.all(ids.map(id => server.settled(id)))
    expect(ended.map(({ status, error }) => error ?? status)).toEqual(apps.map(() => 'succeeded'))
    await Promise.all(apps.map((app, index) => app.serves(`app ${index}`)))
  })

  it('deploys the right commit when the delivery overtakes its ref', async () => {
    const { server } = house
    const app = await house.app('late', { fields: { command: [['cp', 'page.txt', 'live.txt']] } })
    const after = app.repository.commit({ 'page.txt': 'late' })
    const { body } = await server.deliver(app.repository, { after })
    const [{ id } = { id: 0 }] = body.deployments ?? []
    const missed = `The pushed commit ${after} is not at the remote yet`
    while (!(await server.log(id)).includes(missed)) await sleep(100)
    app.repository.git('push', '-q', 'origin', 'HEAD:refs/heads/main')
    expect(await server.settled(id)).toMatchObject({ status: 'succeeded', commit: after, attempts: 1 })
    expect(app.repository.inCheckout('show', 'HEAD:page.txt')).toBe('late')
  })
})
