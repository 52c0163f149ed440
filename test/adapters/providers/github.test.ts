import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Report } from '../../../src/core/report/report.ts'
import { type GitHubStub, type StubFailure, startGitHubStub } from '../../support/github-stub.ts'
import { createProviderHouse, type ProviderHouse } from '../../support/provider-house.ts'

const repository = { provider: 'github', name: 'acme/shop' } as const
const commit = 'a'.repeat(40)
const never = new AbortController().signal

let stub: GitHubStub
let house: ProviderHouse
beforeAll(async () => {
  stub = await startGitHubStub({ repositories: ['acme/shop', 'acme/blog'] })
})
afterAll(() => stub[Symbol.asyncDispose]())
beforeEach(() => {
  stub.stopFailing()
  house = createProviderHouse({ github: { apiUrl: stub.url, token: stub.token } })
})

const send = (report: Report, of = house) => of.api.send(repository, report, never)

const status = (change: object = {}): Report => ({
  kind: 'status',
  ...{ commit, context: 'redhook/shop', state: 'success', description: 'Deployed in 41 s', ...change },
})
const deployment = (change: object = {}): Report => ({
  kind: 'deployment',
  ...{ deployment: 41, commit, environment: 'shop', state: 'in_progress', description: 'Building web' },
  isTransient: false,
  ...change,
})
const comment = (body: string): Report => ({ kind: 'comment', number: 12, marker: 'redhook preview of shop', body })

describe('with a token', () => {
  it('sets a status with its link', async () => {
    expect(await send(status({ url: 'https://redhook.example.com/deployments/41' }))).toEqual({ ok: true })
    expect(stub.statuses(commit)).toEqual([
      {
        ...{ sha: commit, state: 'success', context: 'redhook/shop', description: 'Deployed in 41 s' },
        target_url: 'https://redhook.example.com/deployments/41',
      },
    ])
  })

  it("makes GitHub's deployment once, and gives it every state", async () => {
    const links = { logUrl: 'https://redhook.example.com/deployments/41', environmentUrl: 'https://shop.example.com' }
    for (const state of ['queued', 'in_progress', 'success']) {
      expect(await send(deployment({ state, ...links }))).toEqual({ ok: true })
    }
    const [made, ...others] = stub.deployments()
    expect(others).toEqual([])
    expect(made).toMatchObject({ ref: commit, environment: 'shop', production_environment: false })
    expect(made?.statuses.map(({ state }) => state)).toEqual(['queued', 'in_progress', 'success'])
    expect(made?.statuses.at(-1)).toMatchObject({ log_url: links.logUrl, environment_url: links.environmentUrl })
    expect(house.ids.get(`github/acme/shop deployment 41 ${commit.slice(0, 12)}`)).toBe(String(made?.id))
  })

  it('finds its deployment again when its id was lost, and makes another when it was deleted', async () => {
    await send(deployment())
    const before = stub.deployments().length
    const forgetful = createProviderHouse({ github: { apiUrl: stub.url, token: stub.token } })
    expect(await send(deployment({ state: 'failure' }), forgetful)).toEqual({ ok: true })
    expect(stub.deployments()).toHaveLength(before)
    stub.repository().deployments.length = 0
    expect(await send(deployment({ state: 'failure' }), forgetful)).toEqual({ ok: true })
    expect(stub.deployments()).toHaveLength(1)
  })

  it('writes one comment and edits it, also when its id was lost, and leaves those of strangers alone', async () => {
    const marker = '<!-- redhook preview of shop -->'
    stub.repository().comments.push({
      ...{ id: 7, number: 12, body: `${marker}\nmine`, user: { login: 'mallory' }, performed_via_github_app: null },
    })
    await send(comment('at port 20001'))
    await send(comment('at port 20002'))
    house.ids.clear()
    await send(comment('gone'))
    expect(stub.comments(12).map(({ body }) => body)).toEqual([`${marker}\nmine`, `${marker}\ngone`])
  })

  it('writes a new comment when somebody removed it', async () => {
    await send(comment('here'))
    stub.repository().comments.length = 0
    expect(await send(comment('here again'))).toEqual({ ok: true })
    expect(stub.comments(12).map(({ body }) => body)).toEqual(['<!-- redhook preview of shop -->\nhere again'])
  })

  it('may do everything but check runs', () => {
    expect(house.api.abilities(repository)).toEqual({
      ...{ statuses: true, deployments: true, checkRuns: false, comments: true, api: true },
    })
    const without = createProviderHouse({})
    expect(Object.values(without.api.abilities(repository))).toEqual([false, false, false, false, false])
  })

  it('lists every open pull request, forks and vanished forks told apart', async () => {
    for (let number = 1; number <= 101; number++) stub.addPullRequest({ number, head: commit })
    stub.addPullRequest({ number: 201, head: commit, fork: 'mallory/shop', labels: ['preview'] })
    stub.addPullRequest({ number: 202, head: commit, fork: null })
    stub.closePullRequest(101)
    const open = await house.api.openPullRequests(repository)
    expect(open).toHaveLength(102)
    expect(open?.filter(({ isFork }) => isFork).map(({ number }) => number)).toEqual([201, 202])
    expect(open?.find(({ number }) => number === 201)).toEqual({
      ...{ number: 201, title: 'Change 201', author: 'ada', url: 'https://github.com/acme/shop/pull/201' },
      ...{ base: 'main', headBranch: 'change-201', head: commit, isFork: true, labels: ['preview'] },
    })
  })

  it('knows who may write', async () => {
    stub.setPermission('ada', 'write')
    expect(await house.api.mayWrite(repository, 'ada')).toBe(true)
    expect(await house.api.mayWrite(repository, 'mallory')).toBe(false)
  })

  it('makes, finds, pings and removes a hook and a deploy key', async () => {
    const { setup } = house.api
    const url = 'http://127.0.0.1:9/webhook'
    expect(await setup.findHook(repository, url)).toBeUndefined()
    const { id } = await setup.createHook(repository, { url, secret: 'a secret for hooks' })
    await setup.pingHook(repository, id)
    expect(await setup.findHook(repository, url)).toMatchObject({
      ...{ id, isActive: true, lastStatus: 'failed to connect to host' },
      events: expect.arrayContaining(['push', 'pull_request', 'release']),
    })
    await setup.removeHook(repository, id)
    expect(await setup.findHook(repository, url)).toBeUndefined()
    const key = await setup.addDeployKey(repository, { title: 'Redhook', publicKey: 'ssh-ed25519 AAAA redhook' })
    expect(stub.keys()).toMatchObject([{ title: 'Redhook', read_only: true }])
    await setup.removeDeployKey(repository, key.id)
    expect(stub.keys()).toEqual([])
  })

  it('lists the deliveries that never arrived, and has them sent again', async () => {
    const url = 'http://127.0.0.1:9/lost'
    const since = Date.now() - 1000
    stub.addHook(url, 'a secret for hooks')
    const [lost] = await stub.deliver('push', { ref: 'refs/heads/main' }, { isLost: true })
    const failed = await house.api.failedDeliveries(repository, { hookUrl: url, since })
    expect(failed).toMatchObject([{ attempt: String(lost?.id), delivery: lost?.guid, event: 'push' }])
    expect(await house.api.failedDeliveries(repository, { hookUrl: 'http://else', since })).toBeUndefined()
    await house.api.redeliver(repository, url, String(lost?.id))
    await expect.poll(() => stub.hooks()[0]?.deliveries.length).toBe(2)
    expect(stub.hooks()[0]?.deliveries[0]).toMatchObject({ guid: lost?.guid, redelivery: true })
  })

  it('sends nothing that the published schemas do not know', () => {
    expect(stub.malformed()).toEqual([])
    expect(new Set(stub.requests.map(({ headers }) => headers['user-agent']?.split(' ')[0]))).toEqual(
      new Set(['Redhook']),
    )
  })
})

describe('when GitHub refuses', () => {
  const cases: [StubFailure, { isFinal: boolean; says: RegExp; retryAfterMs?: [number, number] }][] = [
    [401, { isFinal: true, says: /GitHub answered 401: Bad credentials.*providers:/ }],
    [403, { isFinal: true, says: /answered 403.*the permission statuses: write/ }],
    [404, { isFinal: true, says: /answered 404.*name is right/ }],
    [422, { isFinal: true, says: /answered 422/ }],
    [500, { isFinal: false, says: /answered 500/ }],
    [502, { isFinal: false, says: /answered 502/ }],
    ['limited', { isFinal: false, says: /rate limit exceeded/, retryAfterMs: [50_000, 61_000] }],
    ['slow-down', { isFinal: false, says: /secondary rate limit/, retryAfterMs: [7000, 7000] }],
    ['reset', { isFinal: false, says: /could not be reached/ }],
  ]
  it.each(cases)('with %s, it asks once and says what to do', async (failure, { isFinal, says, retryAfterMs }) => {
    const before = stub.requests.length
    stub.failNext(failure)
    const sent = await send(status())
    expect(sent).toMatchObject({ ok: false, isFinal, error: expect.stringMatching(says) })
    const waitMs = 'retryAfterMs' in sent ? (sent.retryAfterMs ?? 0) : 0
    expect(waitMs).toBeGreaterThanOrEqual(retryAfterMs?.[0] ?? 0)
    expect(waitMs).toBeLessThanOrEqual(retryAfterMs?.[1] ?? 0)
    expect(stub.requests.length - before).toBe(1)
    expect(JSON.stringify(sent)).not.toContain(stub.token)
  })

  it('gives up on an answer that does not come', async () => {
    const hasty = createProviderHouse({ github: { apiUrl: stub.url, token: stub.token } }, 300)
    stub.failNext('hang')
    expect(await send(status(), hasty)).toMatchObject({
      ok: false,
      isFinal: false,
      error: expect.stringMatching(/in time/),
    })
  })

  it('stops at once when it is told to', async () => {
    stub.failNext('hang')
    const stop = new AbortController()
    const sending = house.api.send(repository, status(), stop.signal)
    const heard = stub.requests.length
    await expect.poll(() => stub.requests.length).toBeGreaterThan(heard)
    stop.abort()
    await expect(sending).rejects.toThrow(/abort/i)
  })

  it('names the code of what is asked for, and keeps the token to itself', async () => {
    stub.failNext(403, { on: /pulls/ })
    const error = await house.api.openPullRequests(repository).catch((found: unknown) => found)
    expect(error).toMatchObject({
      code: 'PROVIDER_DENIED',
      retryable: false,
      hint: expect.stringMatching(/pull requests: read/),
    })
    stub.failNext('reset', { on: /permission/ })
    const away = await house.api.mayWrite(repository, 'ada').catch((found: unknown) => found)
    expect(away).toMatchObject({ code: 'PROVIDER_UNREACHABLE', retryable: true })
    for (const found of [error, away]) {
      expect(`${JSON.stringify(found)} ${String((found as Error).stack)}`).not.toContain(stub.token)
      expect((found as Error).cause).toBeUndefined()
    }
  })

  it('says that nothing is configured', async () => {
    const without = createProviderHouse({})
    expect(await without.api.send(repository, status(), never)).toMatchObject({ ok: false, isFinal: true })
    expect(await without.api.openPullRequests(repository)).toBeUndefined()
    expect(await without.api.credentials('https://github.com/acme/shop.git', undefined)).toBeUndefined()
  })
})
