import { describe, expect, it } from 'vitest'
import { startGitHttpServer } from '../support/git-http.ts'
import { type DeploymentJson, openSandbox, type Repository, type Sandbox, type Server } from '../support/sandbox.ts'

/** An app that is deployed by looking at its page, since this is about where the commits come from. */
function openApp(box: Sandbox, settings: Record<string, unknown> = {}): Repository {
  const repository = box.repository('shop', { 'page.txt': 'v1' })
  const command = [['grep', '-q', 'v', 'page.txt']]
  box.registry({ 'acme/shop': { path: repository.checkout, project: 'shop', command, ...settings } })
  return repository
}

/** Waits for the deployment that comes after so many, and for its end. */
async function next(server: Server, count: number): Promise<DeploymentJson> {
  for (;;) {
    const all = await server.deployments()
    const [newest] = all
    if (all.length > count && newest !== undefined) return server.settled(newest.id)
    await new Promise(resolve => setTimeout(resolve, 200))
  }
}

/** How many questions remotes have answered. */
async function looks(server: Server): Promise<number> {
  const text = await (await server.api('/metrics')).text()
  return Number(/^redhook_polls_total\{result="answered"\} (\d+)/m.exec(text)?.[1] ?? 0)
}

async function lookedAtLeast(server: Server, times: number): Promise<void> {
  while ((await looks(server)) < times) await new Promise(resolve => setTimeout(resolve, 200))
}

const oneMoreLook = async (server: Server) => lookedAtLeast(server, (await looks(server)) + 1)

const causeOf = async (server: Server, id: number) =>
  ((await (await server.api(`/api/v1/deployments/${id}`)).json()) as { cause: object }).cause

describe.concurrent('without any webhook', () => {
  it('a polled app is deployed, then each new commit; a webhook that comes later finds nothing to do', async () => {
    await using box = await openSandbox()
    const repository = openApp(box, { poll: '10s', ignore: ['*.md'] })
    const server = await box.start()
    const first = await next(server, 0)
    expect(first).toMatchObject({ status: 'succeeded', commit: repository.git('rev-parse', 'HEAD') })

    const commit = repository.push({ 'page.txt': 'v2' })
    const second = await next(server, 1)
    expect(second).toMatchObject({ status: 'succeeded', commit })
    expect(await causeOf(server, second.id)).toMatchObject({ kind: 'poll', tip: commit })

    const { body } = await server.deliver(repository, { after: commit })
    expect(await server.settled(body.deployments?.[0]?.id ?? 0)).toMatchObject({ status: 'skipped' })
    await oneMoreLook(server)
    expect(await server.deployments()).toHaveLength(3)
  })

  it('a remote that is away shows on the health page, and is asked until it is back', async () => {
    await using box = await openSandbox()
    const repository = openApp(box, { poll: '10s', branch: 'main' })
    await using remotes = await startGitHttpServer(box.path('remotes'))
    repository.inCheckout('remote', 'set-url', 'origin', remotes.url('shop.git'))
    remotes.answer = 503
    const server = await box.start()
    await server.says('a remote is away')
    const health = (await (await server.api('/api/v1/health')).json()) as { remotes: object[]; watching: object }
    expect(health.remotes).toMatchObject([{ app: 'shop', ok: false, detail: expect.stringContaining('503') }])
    expect(health.watching).toEqual({ remotes: 1, polled: 1 })

    remotes.answer = 'repository'
    expect(await next(server, 0)).toMatchObject({ status: 'succeeded' })
    await server.says('a remote is back')
    expect(server.output().split('a remote is away')).toHaveLength(2)
  })
})

describe.concurrent('after Redhook was down', () => {
  it('a push that no delivery told of is deployed; one that failed is not tried again', async () => {
    await using box = await openSandbox()
    const repository = openApp(box)
    const before = await box.start()
    expect(await before.deploy(repository, {})).toMatchObject({ status: 'succeeded' })
    await before.stop()

    const commit = repository.push({ 'page.txt': 'broken' })
    const server = await box.start()
    const found = await next(server, 1)
    expect(found).toMatchObject({ status: 'failed', commit })
    expect(await causeOf(server, found.id)).toMatchObject({ kind: 'poll', tip: commit, isMissed: true })
    await server.says('a push was found that no delivery told of')
    await server.stop()

    const again = await box.start()
    await lookedAtLeast(again, 1)
    expect(await again.deployments()).toHaveLength(2)
  })
})
