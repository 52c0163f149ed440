import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CheckRunReport } from '../../../src/core/report/report.ts'
import { type GitHubStub, type GitHubStubOptions, startGitHubStub } from '../../support/github-stub.ts'
import { createProviderHouse, type ProviderHouse } from '../../support/provider-house.ts'

const repository = { provider: 'github', name: 'acme/shop' } as const
const blog = { provider: 'github', name: 'acme/blog' } as const
const commit = 'b'.repeat(40)
const never = new AbortController().signal
const hourMs = 3_600_000

let stub: GitHubStub
let house: ProviderHouse
const open = async (options: GitHubStubOptions = {}) => {
  await stub?.[Symbol.asyncDispose]()
  stub = await startGitHubStub({ repositories: ['acme/shop', 'acme/blog'], ...options })
  const { id, privateKey } = stub.app()
  house = createProviderHouse({ github: { apiUrl: stub.url, app: { id: String(id), privateKey } } })
}
beforeEach(() => open())
afterEach(() => stub[Symbol.asyncDispose]())

const status = (of = repository as { provider: 'github'; name: string }) =>
  house.api.send(of, { kind: 'status', commit, context: 'redhook/shop', state: 'pending', description: 'x' }, never)
const mints = () => stub.requests.filter(({ operation }) => operation?.endsWith('/access_tokens'))

describe('with a GitHub App', () => {
  it('asks with a token for this repository and this permission alone, and keeps it', async () => {
    expect([await status(), await status()]).toEqual([{ ok: true }, { ok: true }])
    expect(stub.minted).toMatchObject([{ permissions: { statuses: 'write' }, repositories: ['acme/shop'] }])
    expect(stub.requests.filter(({ operation }) => operation?.endsWith('/installation'))).toHaveLength(1)
    await status(blog)
    expect(stub.minted).toHaveLength(2)
    expect(stub.malformed()).toEqual([])
  })

  it('renews a token before it ends', async () => {
    await status()
    house.pass(0.7 * hourMs)
    await status()
    expect(mints()).toHaveLength(1)
    house.pass(0.2 * hourMs)
    await status()
    expect(mints()).toHaveLength(2)
  })

  it('mints one token for all that ask at the same time', async () => {
    await Promise.all(Array.from({ length: 8 }, () => status()))
    expect(mints()).toHaveLength(1)
  })

  it('mints once anew when GitHub calls its token void, and no more than once', async () => {
    await status()
    for (const token of stub.minted) token.isRevoked = true
    expect(await status()).toEqual({ ok: true })
    expect(mints()).toHaveLength(2)
    stub.failNext(401, { times: 9, on: /statuses/ })
    const before = stub.requests.filter(({ path }) => path.includes('/statuses/')).length
    expect(await status()).toMatchObject({ ok: false, isFinal: true })
    expect(stub.requests.filter(({ path }) => path.includes('/statuses/')).length - before).toBe(2)
  })

  it.each([-900_000, 900_000])("copes with a clock that is %i ms off from GitHub's", async clockAheadMs => {
    await open({ clockAheadMs })
    expect([await status(), await status()]).toEqual([{ ok: true }, { ok: true }])
    expect(stub.minted).toHaveLength(1)
  })

  it('says that it is not installed, and notices when it is', async () => {
    stub.app().repositories = ['acme/blog']
    expect(await status()).toMatchObject({ ok: false, isFinal: true, error: expect.stringContaining('acme/shop') })
    delete stub.app().repositories
    expect(await status()).toEqual({ ok: true })
  })

  it('says which permission it lacks, and does the rest', async () => {
    stub.app().permissions = { metadata: 'read', statuses: 'write' }
    const refused = await house.api.send(repository, { kind: 'comment', number: 1, marker: 'm', body: 'b' }, never)
    expect(refused).toMatchObject({ ok: false, isFinal: true, error: expect.stringContaining('permission') })
    expect(await status()).toEqual({ ok: true })
  })

  it('makes a check run once and brings it up to date, also when its id was lost', async () => {
    const report = (change: Partial<CheckRunReport>): CheckRunReport => ({
      ...{ kind: 'check-run', commit, name: 'redhook/shop', key: 'check 7', state: 'queued', title: 'Waiting' },
      ...{ summary: 'The steps of `.redhook.yml`', ...change },
    })
    await house.api.send(repository, report({ startedAt: 1_700_000_000_000 }), never)
    await house.api.send(repository, report({ state: 'in_progress' }), never)
    house.ids.clear()
    const end = {
      state: 'failure',
      title: 'Failed',
      finishedAt: 1_700_000_060_000,
      url: 'https://r.example.com',
    } as const
    expect(await house.api.send(repository, report(end), never)).toEqual({ ok: true })
    expect(stub.checkRuns()).toMatchObject([
      {
        ...{ name: 'redhook/shop', external_id: 'check 7', status: 'completed', conclusion: 'failure' },
        ...{ details_url: 'https://r.example.com', completed_at: '2023-11-14T22:14:20.000Z' },
        output: { title: 'Failed' },
      },
    ])
    expect(stub.malformed()).toEqual([])
    expect(house.api.abilities(repository).checkRuns).toBe(true)
  })

  it("finds the App's own hook, and what of this repository did not reach it", async () => {
    const hookUrl = 'http://127.0.0.1:9/webhook'
    const since = Date.now() - 1000
    stub.setAppHook(hookUrl, 'a secret for hooks')
    await stub.deliver('push', {}, { isLost: true, repository: 'acme/blog' })
    const [lost] = await stub.deliver('pull_request', {}, { isLost: true })
    const failed = await house.api.failedDeliveries(repository, { hookUrl, since })
    expect(failed?.map(({ delivery, event }) => [delivery, event])).toEqual([[lost?.guid, 'pull_request']])
    await house.api.redeliver(repository, hookUrl, String(lost?.id))
    expect(stub.requests.at(-1)?.operation).toBe('POST /app/hook/deliveries/{delivery_id}/attempts')
    expect(await house.api.setup.findHook(repository, hookUrl)).toMatchObject({ id: 'app', isActive: true })
  })

  it('gives git a token that reads this repository alone', async () => {
    const url = 'https://github.com/acme/shop.git'
    const given = await house.api.credentials(url, undefined)
    expect(given).toEqual({ user: 'x-access-token', password: stub.minted[0]?.token })
    expect(stub.minted).toMatchObject([{ permissions: { contents: 'read' }, repositories: ['acme/shop'] }])
    for (const other of [
      'https://github.com.evil.example/acme/shop',
      'http://github.com/acme/shop',
      'git@github.com:acme/shop',
    ])
      expect(await house.api.credentials(other, 'acme/shop')).toBeUndefined()
    stub.app().repositories = []
    expect(await house.api.credentials('https://github.com/acme/blog', undefined)).toBeUndefined()
  })

  it('asks anew for what it knew when installations change', async () => {
    await status()
    house.api.forgetInstallations()
    await new Promise(setImmediate)
    await status()
    expect(mints()).toHaveLength(2)
  })

  it('shows neither its key nor a token in any failure', async () => {
    await status()
    const secrets = [...stub.minted.map(({ token }) => token), stub.app().privateKey.split('\n')[1] ?? '']
    const failures = [401, 403, 404, 422, 500, 'limited', 'reset'] as const
    for (const failure of failures) {
      stub.failNext(failure, { times: 2, on: /pulls|access_tokens/ })
      const error = (await house.api.openPullRequests(repository).catch((found: unknown) => found)) as Error
      const shown = `${JSON.stringify(error, Object.getOwnPropertyNames(error))} ${String(error.cause)}`
      for (const secret of [...secrets, ...stub.minted.map(({ token }) => token)]) expect(shown).not.toContain(secret)
      stub.stopFailing()
      house.api.forgetInstallations()
      await new Promise(setImmediate)
    }
  })
})
