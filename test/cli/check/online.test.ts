import { describe, expect, it } from 'vitest'
import { createProviderApi } from '../../../src/adapters/providers/provider-api.ts'
import type { Finding } from '../../../src/cli/check/finding.ts'
import { runOnlineChecks } from '../../../src/cli/check/online/run-online-checks.ts'
import { parseExpiry } from '../../../src/cli/check/online/token-question.ts'
import { readConfig } from '../../../src/cli/place.ts'
import { readEnv } from '../../../src/config/env.ts'
import type { Config } from '../../../src/config/load.ts'
import { RedhookError } from '../../../src/core/errors.ts'
import { createCliHarness } from '../../support/cli-harness.ts'
import { type GitHubStub, type GitHubStubOptions, startGitHubStub } from '../../support/github-stub.ts'

const secret = '0123456789abcdef0123456789abcdef'
const publicUrl = 'https://hooks.example.org'
const shop = '  acme/shop: { path: /srv/shop, project: shop, branch: main }'

interface Asked {
  /** Lines below `repos:`. */
  readonly repos?: string
  readonly server?: string
  readonly token?: string | null
  readonly tips?: () => Promise<ReadonlyMap<string, string>>
  readonly prepare?: (stub: GitHubStub) => void
  readonly stub?: GitHubStubOptions
}

/** What `check --online` finds with a real client at the stub of GitHub, as `area severity message`. */
async function check(asked: Asked = {}): Promise<{ said: string[]; findings: Finding[]; malformed: number }> {
  const { repos = shop, server = `publicUrl: '${publicUrl}'`, tips, prepare, token } = asked
  await using cli = createCliHarness()
  await using stub = await startGitHubStub(asked.stub)
  prepare?.(stub)
  const access = token === null ? '' : `, token: '${token ?? stub.token}'`
  cli.write(
    'config/redhook.yml',
    `server: { ${server} }\nproviders: { github: { apiUrl: '${stub.url}'${access} } }\nrepos:\n${repos}\n`,
  )
  const env = readEnv(cli.folder, { GITHUB_WEBHOOK_SECRET: secret })
  const config: Config = readConfig(
    { env, cwd: cli.folder, inContainer: false } as Parameters<typeof readConfig>[0],
    {},
  )
  const remoteIds = { remoteId: () => undefined, rememberRemoteId: () => undefined }
  const findings = await runOnlineChecks({
    ...{ config, env, now: Date.now, signal: new AbortController().signal },
    ports: {
      forge: createProviderApi({ settings: () => config.providers, remoteIds }),
      git: {
        state: async () => ({ kind: 'checkout', branch: 'main' }),
        remoteUrl: async () => undefined,
        defaultBranch: async () => 'main',
        remoteTips: tips ?? (async () => new Map([['main', 'a'.repeat(40)]])),
        clone: () => Promise.reject(new Error('not expected')),
      },
    },
  })
  const said = findings.map(({ area, severity, message }) => `${area} ${severity}: ${message}`)
  return { said, findings, malformed: stub.malformed().length }
}

const withHook = (stub: GitHubStub, events?: readonly string[]) => stub.addHook(`${publicUrl}/webhook`, secret, events)

describe('redhook check --online', () => {
  it('finds everything in order: branch, token, time and webhook', async () => {
    const { said, malformed } = await check({ prepare: stub => void withHook(stub) })
    expect(said).toEqual([
      `branch ok: main is at ${'a'.repeat(12)}`,
      'clock ok: agrees with GitHub',
      'forge ok: the token is accepted, for statuses, hooks and keys',
      `webhook ok: ${publicUrl}/webhook`,
    ])
    expect(malformed).toBe(0)
  })

  it.each<Asked & { title: string; says: string | RegExp }>([
    { title: 'a branch that is gone', tips: async () => new Map(), says: 'branch error: main is not at the remote' },
    { title: 'a missing webhook', says: `webhook error: none leads to ${publicUrl}/webhook` },
    {
      title: 'a webhook of another address',
      prepare: stub => void stub.addHook('https://elsewhere.example.org/webhook', secret),
      says: `webhook error: none leads to ${publicUrl}/webhook`,
    },
    {
      title: 'a webhook that is switched off',
      prepare: stub => void Object.assign(withHook(stub), { active: false }),
      says: `webhook error: ${publicUrl}/webhook is switched off`,
    },
    {
      title: 'a webhook that does not send what the app needs',
      prepare: stub => void withHook(stub, ['issues']),
      says: 'webhook error: it does not send push',
    },
    {
      title: 'a webhook whose last delivery failed',
      prepare: stub => void Object.assign(withHook(stub), { last_response: { code: 502, status: 'x' } }),
      says: 'webhook warn: the last delivery ended with 502',
    },
    {
      title: 'the URL of a repository with a secret of its own',
      repos: `  acme/shop: { path: /srv/shop, project: shop, branch: main, secret: ${secret} }`,
      says: `webhook error: none leads to ${publicUrl}/webhook/github/acme/shop`,
    },
    {
      title: 'no publicUrl',
      server: '',
      says: 'webhook warn: server.publicUrl is not set: nobody can tell which webhook leads here',
    },
    { title: 'no token', token: null, says: 'webhook warn: GitHub was not asked: it needs a token' },
    { title: 'a token that is not taken', token: 'ghp_stranger', says: 'forge error: the token is not accepted' },
    {
      title: 'a clock that is off',
      stub: { clockAheadMs: 120_000 },
      says: /clock error: this machine is 1[12]\d s behind GitHub/,
    },
  ])('tells of $title, with a remedy', async ({ says, ...asked }) => {
    const { said, findings } = await check(asked)
    expect(said.join('\n')).toMatch(says)
    for (const { severity, remedy } of findings) expect(severity === 'ok' || remedy !== undefined).toBe(true)
  })

  it('is silent of webhooks that nobody needs, and of branches where the remote is away', async () => {
    const away = () => Promise.reject(new RedhookError('away', { code: 'REMOTE_UNREACHABLE', hint: 'Wait.' }))
    const repos = '  acme/shop: { path: /srv/shop, project: shop, branch: main, poll: 60s }'
    const { said } = await check({ repos, tips: away, token: null })
    expect(said).toEqual([])
  })

  it('names a forge that does not answer, and goes on', async () => {
    const { said } = await check({ prepare: stub => stub.failNext('reset', { times: 9 }) })
    expect(said).toContain(`branch ok: main is at ${'a'.repeat(12)}`)
    expect(said.filter(line => line.startsWith('forge error:'))).toHaveLength(1)
    expect(said.filter(line => line.startsWith('webhook error:'))).toHaveLength(1)
  })
})

describe('the end of a token', () => {
  it.each([
    { forge: 'github' as const, header: '2026-06-01 10:00:00 UTC', body: '', ends: '2026-06-01T10:00:00.000Z' },
    { forge: 'gitlab' as const, header: '', body: '{"expires_at":"2026-06-01"}', ends: '2026-06-01T00:00:00.000Z' },
    { forge: 'gitlab' as const, header: '', body: '{"expires_at":null}', ends: undefined },
    { forge: 'gitlab' as const, header: '', body: 'oops', ends: undefined },
    { forge: 'gitea' as const, header: '', body: '{}', ends: undefined },
  ])('is read as $forge tells it: $header$body', ({ forge, header, body, ends }) => {
    const headers = new Headers(header === '' ? {} : { 'github-authentication-token-expiration': header })
    const ms = parseExpiry(forge, headers, body)
    expect(ms === undefined ? undefined : new Date(ms).toISOString()).toBe(ends)
  })
})
