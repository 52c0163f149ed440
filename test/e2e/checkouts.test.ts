import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { containerOf } from '../support/containers.ts'
import { composeFile, sampleApp } from '../support/sample-app.ts'
import { type DeploymentJson, type Files, type Repository, serves, writeFiles } from '../support/sandbox.ts'
import { openTestHouse, rulesOf, type TestHouse } from '../support/test-house.ts'

const inFolder = (folder: string, files: Files): Files =>
  Object.fromEntries(Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text]))

/** Whether one of the two had ended before the other began. */
function wereApart(one: DeploymentJson, other: DeploymentJson): boolean {
  const [first, second] = [one, other].sort((a, b) => time(a.startedAt) - time(b.startedAt))
  return time(first?.finishedAt) <= time(second?.startedAt)
}

const time = (text: string | undefined): number => Date.parse(text ?? '')

describe.concurrent('one repository', () => {
  let house: TestHouse
  /** Delivers what was pushed, and waits for every deployment it led to. */
  async function deliver(repository: Repository, branch = 'main'): Promise<Record<string, DeploymentJson>> {
    const { deployments = [] } = (await house.server.deliver(repository, { branch })).body
    const ended = await Promise.all(deployments.map(({ id }) => house.server.settled(id)))
    return Object.fromEntries(ended.map(deployment => [deployment.app, deployment]))
  }

  beforeAll(async () => {
    house = await openTestHouse()
  })
  afterAll(() => house[Symbol.asyncDispose]())

  it('feeds two projects from two branches, each from its own', async () => {
    const { box } = house
    const [port, livePort] = [await box.freePort(), await box.freePort()]
    const [blog, live] = [box.project('blog'), box.project('bloglive')]
    const files = { ...sampleApp(port), 'docker-compose.prod.yml': composeFile('${PORT}') }
    const repository = box.repository(blog, files)
    const production = box.path('srv', live)
    repository.git('push', '-q', 'origin', 'HEAD:refs/heads/production')
    writeFiles(repository.checkout, { '.env': `PORT=${port}\n` })
    writeFiles(production, { '.env': `PORT=${livePort}\n` })
    await house.register({
      [repository.name]: [
        { path: repository.checkout, project: blog, branch: 'main' },
        { path: production, project: live, branch: 'production', url: repository.remote },
      ],
    })
    const first = await Promise.all([deliver(repository), deliver(repository, 'production')])
    expect(first).toMatchObject([
      { [blog]: { status: 'succeeded', project: `red${blog}` } },
      { [live]: { status: 'succeeded', project: `red${live}` } },
    ])
    expect(first.flatMap(Object.keys), 'each push is for one of them').toEqual([blog, live])

    const untouched = await containerOf(`red${live}`)
    repository.push({ REBUILD_TRIGGER: '1', 'page.txt': 'v2' })
    expect(await deliver(repository)).toMatchObject({ [blog]: { status: 'succeeded' } })
    await Promise.all([serves(port, 'v2'), serves(livePort, 'v1')])
    expect(await containerOf(`red${live}`)).toEqual(untouched)

    const other = await house.server.deliver(repository, { branch: 'feature' })
    expect(other).toMatchObject({ status: 200, body: { status: 'ignored' } })
    for (const text of [`${blog} deploys main`, `${live} deploys production`]) expect(other.body.reason).toContain(text)
  })

  it('feeds apps that share a checkout one after another, and a marker goes when the last of its apps was built', async () => {
    const { box } = house
    const [shop, twin, docs] = [box.project('shop'), box.project('twin'), box.project('docs')]
    const ports = [await box.freePort(), await box.freePort(), await box.freePort()] as const
    const repository = box.repository(shop, {
      ...inFolder('a', { ...sampleApp(ports[0], 'a1'), 'twin.yml': composeFile(ports[1]) }),
      ...inFolder('b', sampleApp(ports[2], 'b1')),
    })
    const path = repository.checkout
    const guard = join(box.folder, 'guard')
    // Fails where another deployment of the checkout is in its own hook.
    const before = [['sh', '-c', `mkdir ${guard} && sleep 0.3 && rmdir ${guard}`]]
    await house.register({
      [repository.name]: [
        { path, project: shop, dir: 'a', before },
        { path, project: twin, dir: 'a', compose: 'twin.yml', before },
        { path, project: docs, dir: 'b', before },
      ],
    })
    const names = [shop, twin, docs]
    const first = await deliver(repository)
    expect(names.map(name => first[name]?.status)).toEqual(['succeeded', 'succeeded', 'succeeded'])
    await Promise.all([serves(ports[0], 'a1'), serves(ports[1], 'a1'), serves(ports[2], 'b1')])

    const marker = join(path, 'a/REBUILD_TRIGGER')
    writeFiles(path, { 'a/REBUILD_TRIGGER': 'please' })
    repository.push({ 'a/page.txt': 'a2', 'b/page.txt': 'b2' })
    const { deployments = [] } = (await house.server.deliver(repository)).body
    const idOf = (name: string) => deployments.find(({ app }) => app === name)?.id ?? 0
    const built = await house.server.settled(idOf(shop))
    expect(rulesOf(built)).toEqual(['marker', 'context'])
    expect(await house.server.log(built.id)).toContain(`REBUILD_TRIGGER stays until ${twin} has been built too`)
    expect(existsSync(marker), 'the other app has not seen it').toBe(true)

    const [second, third] = await Promise.all([house.server.settled(idOf(twin)), house.server.settled(idOf(docs))])
    expect([rulesOf(second), rulesOf(third)]).toEqual([['marker', 'context'], ['context']])
    expect(existsSync(marker)).toBe(false)
    await Promise.all([serves(ports[0], 'a2'), serves(ports[1], 'a2'), serves(ports[2], 'b2')])
    const all = [...Object.values(first), built, second, third]
    const pairs = all.flatMap((one, index) => all.slice(index + 1).map(other => [one, other] as const))
    for (const [one, other] of pairs) expect(wereApart(one, other), `${one.id} and ${other.id}`).toBe(true)
  })
})
