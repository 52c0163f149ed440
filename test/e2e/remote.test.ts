import { renameSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { startGitHttpServer } from '../support/git-http.ts'
import { type DeploymentJson, openSandbox, type Repository, type Sandbox, type Server } from '../support/sandbox.ts'
import { waitsTold } from '../support/waits-told.ts'

/** An app that is deployed by copying its page, since this is about where the commits come from. */
function openApp(box: Sandbox, settings: Record<string, unknown> = {}): Repository {
  const repository = box.repository('shop', { 'page.txt': 'v1' })
  box.registry({ 'acme/shop': { path: repository.checkout, project: 'shop', command: [['true']], ...settings } })
  return repository
}

async function push(server: Server, repository: Repository, page: string): Promise<number> {
  const { body } = await server.deliver(repository, { after: repository.push({ 'page.txt': page }) })
  return body.deployments?.[0]?.id ?? 0
}

/** Waits until it was tried, and is to be tried again; why. */
const whyItWaits = async (server: Server, id: number) =>
  (await server.until(id, ({ status, reason }) => status === 'queued' && reason !== undefined)).reason

const isLive = (commit: string): Partial<DeploymentJson> => ({ status: 'succeeded', commit, attempts: 1 })

describe.concurrent('a remote that is away', () => {
  it('over http: the deployment waits with the reason, tries again with growing waits, and becomes live by itself', async () => {
    await using box = await openSandbox()
    const repository = openApp(box)
    await using remotes = await startGitHttpServer(box.path('remotes'))
    repository.inCheckout('remote', 'set-url', 'origin', remotes.url('shop.git'))
    const server = await box.start()
    expect(await server.deploy(repository, {})).toMatchObject({ status: 'succeeded' })

    remotes.answer = 503
    const id = await push(server, repository, 'v2')
    expect(await waitsTold(server, id, 3)).toEqual([1_000, 2_000, 4_000])
    expect(await whyItWaits(server, id)).toMatch(/ 503\. Tries again in \d+ s\.$/)

    remotes.answer = 'repository'
    expect(await server.settled(id)).toMatchObject(isLive(repository.git('rev-parse', 'HEAD')))
    expect(await server.deployments()).toHaveLength(2)
  })

  it('on this machine: a folder that is gone comes back, and the push becomes live by itself', async () => {
    await using box = await openSandbox()
    const repository = openApp(box)
    const server = await box.start()
    const after = repository.push({ 'page.txt': 'v2' })
    renameSync(repository.remote, `${repository.remote}.away`)
    const { body } = await server.deliver(repository, { after })
    const id = body.deployments?.[0]?.id ?? 0
    expect(await whyItWaits(server, id)).toContain('does not appear to be a git repository')

    renameSync(`${repository.remote}.away`, repository.remote)
    expect(await server.settled(id)).toMatchObject(isLive(after))
  })

  it('a newer push takes the place of the one that waits', async () => {
    await using box = await openSandbox()
    const repository = openApp(box)
    await using remotes = await startGitHttpServer(box.path('remotes'))
    repository.inCheckout('remote', 'set-url', 'origin', remotes.url('shop.git'))
    const server = await box.start()
    remotes.answer = 'hang-up'
    const older = await push(server, repository, 'v2')
    await whyItWaits(server, older)
    const newer = await push(server, repository, 'v3')
    expect(await server.settled(older)).toMatchObject({ status: 'superseded', supersededBy: newer })
    remotes.answer = 'repository'
    expect(await server.settled(newer)).toMatchObject(isLive(repository.git('rev-parse', 'HEAD')))
  })

  it('fails at once when the remote says no, with what to look at', async () => {
    await using box = await openSandbox()
    const repository = openApp(box)
    await using remotes = await startGitHttpServer(box.path('remotes'), 'ada:her password')
    repository.inCheckout('remote', 'set-url', 'origin', remotes.url('shop.git'))
    const server = await box.start()
    const id = await push(server, repository, 'v2')
    expect(await server.settled(id)).toMatchObject({
      status: 'failed',
      error: { code: 'REMOTE_DENIED', hint: expect.stringContaining('deployKey') },
    })
  })
})
