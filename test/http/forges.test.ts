import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ProviderName, providerNames } from '../../src/core/provider.ts'
import { testApp } from '../support/app-samples.ts'
import { forgeEvent, forgeProof, forgePush, forgeRepository } from '../support/forge-requests.ts'
import { startTestServer } from '../support/github-server.ts'

const secretOf = (name: ProviderName) => `the secret of ${name}`
const ownSecret = 'a secret of one repository alone'

/** Each forge has a repository `acme/shop` or the like, and one with a secret of its own. */
const apps = providerNames.flatMap(provider => [
  testApp({ name: `${provider}-shop`, provider, repository: forgeRepository(provider) }),
])
const vault = testApp({ name: 'vault', provider: 'gitea', repository: 'acme/vault' })

let server: Awaited<ReturnType<typeof startTestServer>>
beforeAll(async () => {
  server = await startTestServer({
    apps: [...apps, vault],
    ownSecrets: new Map([['acme/vault', ownSecret]]),
    secrets: [secretOf('github')],
    forgeSecrets: Object.fromEntries(providerNames.map(name => [name, [secretOf(name)]])),
  })
})
afterAll(() => server[Symbol.asyncDispose]())

async function send(path: string, body: string, headers: Readonly<Record<string, string>>) {
  const answer = await fetch(server.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  })
  return {
    status: answer.status,
    body: (await answer.json()) as { reason?: string; detail?: string; deployments?: { app: string }[] },
  }
}

const newest = () => server.store.listDeliveries({ limit: 1 })[0]
const forges = providerNames.map(name => [name] as const)

describe.each(forges)('a push from %s', name => {
  const body = forgePush(name)
  const event = forgeEvent(name)

  it('is queued for the app of that forge alone, and kept under its name', async () => {
    const { status, body: answer } = await send(`/webhook/${name}`, body, {
      ...event,
      ...forgeProof(name, body, secretOf(name)),
    })
    expect([status, answer.deployments?.map(({ app }) => app)]).toEqual([202, [`${name}-shop`]])
    expect(newest()).toMatchObject({
      hook: name,
      status: 'queued',
      ref: 'refs/heads/main',
      repository: expect.stringMatching(/shop$/),
    })
    expect(JSON.stringify(newest()?.headers)).not.toMatch(/secret|signature|authorization|token/i)
  })

  it('is 401 with a wrong proof, and without one', async () => {
    const wrong = forgeProof(name, body, 'another secret')
    expect((await send(`/webhook/${name}`, body, { ...event, ...wrong })).status).toBe(401)
    expect((await send(`/webhook/${name}`, body, event)).status).toBe(401)
  })

  it('is 401 where the URL is that of any other forge, whatever it sends with it', async () => {
    const everyProof = Object.assign({}, ...providerNames.map(one => forgeProof(one, body, secretOf(name))))
    const everyEvent = Object.assign({}, ...providerNames.map(forgeEvent))
    for (const other of providerNames.filter(one => one !== name)) {
      const { status } = await send(`/webhook/${other}`, body, { ...everyEvent, ...everyProof })
      expect([other, status]).toEqual([other, 401])
    }
  })
})

describe('whose proof counts', () => {
  const body = forgePush('github')
  const headers = { ...forgeEvent('github'), ...forgeProof('github', body, secretOf('github')) }

  it("is told by the URL: GitHub's is the one without a name, too", async () => {
    for (const path of ['/webhook', '/webhook/', '/webhook/github', '/webhook/github/', '/webhook?x=gitlab'])
      expect((await send(path, body, headers)).status).not.toBe(401)
  })

  it("is not GitLab's token at GitHub's URL", async () => {
    const token = { ...forgeEvent('github'), 'x-gitlab-event': 'Push Hook', 'x-gitlab-token': secretOf('github') }
    expect((await send('/webhook', body, token)).status).toBe(401)
  })

  it("is not GitHub's signature at GitLab's URL, also with GitLab's own secret", async () => {
    const signed = { ...forgeEvent('gitlab'), ...forgeProof('github', body, secretOf('gitlab')) }
    expect((await send('/webhook/gitlab', body, signed)).status).toBe(401)
  })
})

describe('the URL of a repository with a secret of its own', () => {
  const body = JSON.stringify({ ...JSON.parse(forgePush('gitea')), repository: { id: 16, full_name: 'acme/vault' } })
  const proved = (secret: string) => ({ ...forgeEvent('gitea'), ...forgeProof('gitea', body, secret) })

  it('hears that repository of that forge', async () => {
    const { status } = await send('/webhook/gitea/acme/vault', body, proved(ownSecret))
    expect([status, newest()?.hook]).toEqual([202, 'gitea/acme/vault'])
  })

  it('believes the general secret no more, and is not the URL of another forge', async () => {
    expect((await send('/webhook/gitea/acme/vault', body, proved(secretOf('gitea')))).status).toBe(401)
    expect(
      (
        await send('/webhook/forgejo/acme/vault', body, {
          ...forgeEvent('forgejo'),
          ...forgeProof('forgejo', body, ownSecret),
        })
      ).status,
    ).toBe(401)
  })

  it('is the only one: at the general URL the repository is refused', async () => {
    const { status, body: answer } = await send('/webhook/gitea', body, proved(secretOf('gitea')))
    expect([status, answer.detail]).toEqual([
      403,
      'acme/vault has its own secret, so its hook belongs to the URL that ends with its name',
    ])
  })

  it('may have groups within groups, and blanks', async () => {
    expect((await send('/webhook/gitlab/acme/web/shop', '{}', {})).status).toBe(401)
    expect((await send('/webhook/azure/acme/Web%20Team/shop', '{}', {})).status).toBe(401)
  })
})
