import { chmodSync, mkdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import type { CheckPorts, Finding } from '../../../src/cli/check/finding.ts'
import { judgeMount } from '../../../src/cli/check/mounts.ts'
import { isAtLeast, parseVersion } from '../../../src/cli/check/versions.ts'
import { RedhookError } from '../../../src/core/errors.ts'
import type { ComposeModel } from '../../../src/core/plan/compose-model.ts'
import type { CheckoutState } from '../../../src/pipeline/ports/git.ts'
import type { RunResult } from '../../../src/pipeline/ports/processes.ts'
import { answerJson, type CliHarness, createCliHarness } from '../../support/cli-harness.ts'

const strong = '0123456789abcdef0123456789abcdef'

interface Machine {
  /** How a program ends, by the start of its command line; everything else succeeds in silence. */
  readonly programs?: Readonly<Record<string, Partial<RunResult>>>
  readonly state?: CheckoutState
  readonly edited?: readonly string[]
  readonly remote?: () => Promise<string | undefined>
  readonly resolve?: CheckPorts['docker']['resolve']
}

const good: Readonly<Record<string, Partial<RunResult>>> = {
  'ssh -V': { stderr: 'OpenSSH_9.2p1, OpenSSL 3' },
  'git lfs': { stdout: 'git-lfs/3.3.0 (x)\n' },
  'docker version': { stdout: '20.10.24\n' },
  'docker compose': { stdout: '2.26.1-4\n' },
  'docker buildx': { stdout: 'github.com/docker/buildx 0.13.1\n' },
}

const noServices: ComposeModel = {
  composeVersion: '2.26.1',
  services: [],
  inactive: [],
  unset: [],
  files: [],
  mayTakeInOthers: false,
}

/** A project of one service that is built from the checkout of `shop`, without a healthcheck. */
const oneService = (root: string): ComposeModel => ({
  ...noServices,
  services: [
    {
      name: 'web',
      image: 'redshop-web',
      build: {
        context: { folder: root },
        ...{ contexts: [], secretFiles: [], uses: [], usesServices: [], isUnderstood: true, key: 'one' },
      },
      ...{ mounts: [], envFiles: [], dependsOn: [], profiles: [], publishedPorts: ['8080/tcp'], hasHealthcheck: false },
      sections: {},
    },
  ],
  files: [`${root}/docker-compose.prod.yml`],
})

/** A machine as the checks see it through their ports. */
const machine = ({
  programs = {},
  state,
  edited = [],
  remote,
  resolve = async () => noServices,
}: Machine = {}): CheckPorts & AsyncDisposable => ({
  childEnvironment: {},
  processes: {
    run: async ({ argv }) => {
      const line = argv.join(' ')
      const all = { ...good, ...programs }
      const end = Object.entries(all).find(([start]) => line.startsWith(start))?.[1] ?? {}
      const ended = {
        exitCode: 0,
        signal: undefined,
        stdout: '',
        stderr: '',
        timedOut: false,
        aborted: false,
        durationMs: 1,
      }
      return { ...ended, ...end }
    },
  },
  git: {
    version: async () => '2.47.1',
    state: async () => state ?? { kind: 'checkout', branch: 'main', head: 'a'.repeat(40) },
    remoteUrl: async () => 'https://example.org/acme/shop.git',
    defaultBranch: remote ?? (async () => 'main'),
    editedPaths: async () => [...edited],
    changes: async () => ['Dockerfile', 'docs/guide.md'].map(path => ({ path, status: 'added' })),
  },
  docker: { resolve },
  resolveTarget: async app => ({
    project: `red${app.name}`,
    cwd: app.path,
    files: ['docker-compose.prod.yml'],
    profiles: [],
    environment: {},
    secrets: [],
  }),
  [Symbol.asyncDispose]: async () => undefined,
})

/** Writes a registry of one app whose checkout is there. */
function prepare(cli: CliHarness, { app = '', listen = '127.0.0.1:0' } = {}): void {
  mkdirSync(`${cli.folder}/shop`, { recursive: true })
  cli.write(
    'config/redhook.yml',
    `server: { listen: '${listen}' }\nrepos:\n  acme/shop: { path: ${cli.folder}/shop, project: shop, branch: main${app} }\n`,
  )
}

async function check(cli: CliHarness, ports = machine(), environment: Record<string, string> = {}) {
  const secrets = { GITHUB_WEBHOOK_SECRET: strong, REDHOOK_TOKEN: strong }
  const outcome = await cli.redhook(['check', '--json'], {
    environment: { ...secrets, ...environment },
    deps: { openCheck: async () => ports },
  })
  const { findings } = JSON.parse(outcome.stdout) as { findings: Finding[] }
  return { ...outcome, findings, troubles: findings.filter(({ severity }) => severity !== 'ok') }
}

describe('redhook check', () => {
  it('ends with 0 on a machine where everything is in order, and says what it looked at', async () => {
    await using cli = createCliHarness()
    prepare(cli)
    const { code, findings, troubles } = await check(cli)
    expect(troubles.filter(({ message }) => !message.includes('GB free'))).toEqual([])
    expect(code).toBe(0)
    const areas = [
      'config',
      'secret',
      'git',
      'ssh',
      'docker',
      'compose',
      'buildx',
      'listen',
      'data',
      'checkout',
      'remote',
      'app',
      'traps',
    ]
    expect([...new Set(findings.map(({ area }) => area))]).toEqual(expect.arrayContaining(areas))
  })

  it('reports every mistake of the registry as a finding of its own, and ends with 1', async () => {
    await using cli = createCliHarness()
    cli.write('config/redhook.yml', 'repos:\n  shop: { path: relative }\n  acme/x: { pth: /srv/x }\n')
    const { code, findings } = await check(cli)
    expect(code).toBe(1)
    expect(findings.length).toBeGreaterThanOrEqual(3)
    expect(findings.every(({ area, severity }) => area === 'config' && severity === 'error')).toBe(true)
  })

  it('prints a mark, the area, and what to do for people', async () => {
    await using cli = createCliHarness()
    prepare(cli)
    const { stdout } = await cli.redhook(['check'], { deps: { openCheck: async () => machine() } })
    expect(stdout).toMatch(/✘ secret +GITHUB_WEBHOOK_SECRET is not set\n +what to do: Run `redhook secret`/)
    expect(stdout).toMatch(/\n1 error, \d warnings?\.\n$/)
  })

  it.each<{
    title: string
    ports?: Machine
    environment?: Record<string, string>
    app?: string
    finding: Partial<Finding>
  }>([
    {
      title: 'a weak secret',
      environment: { GITHUB_WEBHOOK_SECRET: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' },
      finding: { severity: 'warn', area: 'secret' },
    },
    {
      title: 'an engine that may not be used',
      ports: { programs: { 'docker version': { exitCode: 1, stderr: 'permission denied while trying to connect' } } },
      finding: { severity: 'error', area: 'docker', remedy: expect.stringContaining('group') },
    },
    {
      title: 'a missing Compose',
      ports: { programs: { 'docker compose': { exitCode: undefined, spawnError: 'ENOENT' } } },
      finding: { severity: 'error', area: 'compose' },
    },
    {
      title: 'an old Compose',
      ports: { programs: { 'docker compose': { stdout: '2.5.0' } } },
      finding: { severity: 'error', area: 'compose', message: 'docker compose 2.5.0 is too old' },
    },
    {
      title: 'a missing checkout without url',
      ports: { state: { kind: 'missing' } },
      finding: { severity: 'error', area: 'checkout', subject: 'shop' },
    },
    {
      title: 'a checkout on another branch',
      ports: { state: { kind: 'checkout', branch: 'old' } },
      finding: { severity: 'error', area: 'checkout', message: expect.stringContaining('is on old, not on main') },
    },
    {
      title: 'another branch under sync: reset',
      ports: { state: { kind: 'checkout', branch: 'old' } },
      app: ', sync: reset',
      finding: { severity: 'warn', area: 'checkout' },
    },
    {
      title: 'local edits',
      ports: { edited: ['a', 'b', 'c', 'd', 'e', 'f', 'g'] },
      finding: { severity: 'warn', area: 'checkout', message: expect.stringContaining('a, b, c, d, e and 2 more') },
    },
    {
      title: 'a remote that refuses',
      ports: {
        remote: () =>
          Promise.reject(new RedhookError('access denied', { code: 'REMOTE_DENIED', hint: 'Add the key.' })),
      },
      finding: { severity: 'error', area: 'remote', message: 'access denied', remedy: 'Add the key.' },
    },
  ])('finds $title', async ({ ports, environment, app = '', finding }) => {
    await using cli = createCliHarness()
    prepare(cli, { app })
    const { code, troubles } = await check(cli, machine(ports), environment)
    expect(troubles).toContainEqual(expect.objectContaining(finding))
    expect(code).toBe(troubles.some(({ severity }) => severity === 'error') ? 1 : 0)
  })

  it('says once that a checkout without url is missing, and not of its remote, too', async () => {
    await using cli = createCliHarness()
    prepare(cli)
    const remoteUrl = () => Promise.reject(new Error('no remote called origin'))
    const ports = machine({ state: { kind: 'missing' } })
    const { findings } = await check(cli, { ...ports, git: { ...ports.git, remoteUrl } })
    expect(findings.filter(({ area }) => area === 'checkout')).toHaveLength(1)
    expect(findings.filter(({ area }) => area === 'remote')).toEqual([])
  })

  it('warns about each trap in a Compose project, with a remedy, and ends with 0', async () => {
    await using cli = createCliHarness()
    prepare(cli, { app: ', ignore: [docs/]' })
    cli.write('shop/docker-compose.prod.yml', 'services: { web: { build: ., ports: ["8080:80"] } }')
    const { code, findings } = await check(cli, machine({ resolve: async () => oneService(`${cli.folder}/shop`) }))
    const traps = findings.filter(({ area }) => area === 'traps')
    expect(traps.map(({ severity, subject, message }) => `${severity} ${subject}: ${message}`)).toEqual([
      'warn shop: the image of web may hold docs/guide.md, and ignore (docs/) keeps a push of these alone from building it',
      expect.stringMatching(/^warn shop: the published port 8080\/tcp of web is the same in red and blue/),
      expect.stringMatching(/^warn shop: without a healthcheck in the Compose file: web/),
    ])
    expect(traps.every(({ remedy }) => remedy !== undefined)).toBe(true)
    expect(code).toBe(0)
  })

  it('says what Compose has against a project, but not for each app that Compose is missing', async () => {
    const failing = (code: 'COMPOSE_INVALID' | 'COMPOSE_MISSING') =>
      machine({ resolve: () => Promise.reject(new RedhookError('no', { code, hint: 'Do this.' })) })
    await using cli = createCliHarness()
    prepare(cli)
    const invalid = await check(cli, failing('COMPOSE_INVALID'))
    expect(invalid.code).toBe(1)
    expect(invalid.troubles).toContainEqual(
      expect.objectContaining({ area: 'traps', severity: 'error', subject: 'shop', message: 'no', remedy: 'Do this.' }),
    )
    const missing = await check(cli, failing('COMPOSE_MISSING'))
    expect(missing.findings.filter(({ area }) => area === 'traps')).toEqual([])
  })

  it('finds a deploy key that others can read, and one that is not there', async () => {
    await using cli = createCliHarness()
    prepare(cli, { app: `, deployKey: ${cli.folder}/key` })
    expect((await check(cli)).troubles).toContainEqual(
      expect.objectContaining({ area: 'deploy key', message: expect.stringContaining('not there') }),
    )
    chmodSync(cli.write('key', 'x'), 0o640)
    expect((await check(cli)).troubles).toContainEqual(
      expect.objectContaining({ area: 'deploy key', remedy: `chmod 600 ${cli.folder}/key` }),
    )
    chmodSync(`${cli.folder}/key`, 0o600)
    expect((await check(cli)).troubles).not.toContainEqual(expect.objectContaining({ area: 'deploy key' }))
  })

  it('finds a port that somebody else has, but not one that our own server has', async () => {
    await using cli = createCliHarness()
    const other = createServer()
    await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve))
    const address = other.address()
    const port = typeof address === 'object' && address ? address.port : 0
    prepare(cli, { listen: `127.0.0.1:${port}` })
    const before = await check(cli)
    await cli.listen(answerJson({ 'GET /healthz': { status: 'ok' } }))
    const after = await check(cli)
    other.close()
    expect(before.troubles).toContainEqual(expect.objectContaining({ area: 'listen', severity: 'error' }))
    expect(after.troubles).not.toContainEqual(expect.objectContaining({ area: 'listen' }))
  })

  it('reports a check that breaks as a finding, beside all others', async () => {
    await using cli = createCliHarness()
    prepare(cli)
    const ports = machine()
    const broken = { ...ports, processes: { run: () => Promise.reject(new Error('cannot')) } }
    const { code, findings } = await check(cli, broken)
    expect(code).toBe(1)
    expect(findings).toContainEqual(expect.objectContaining({ area: 'check', message: 'cannot' }))
    expect(findings).toContainEqual(expect.objectContaining({ area: 'checkout', severity: 'ok' }))
  })
})

describe('judgeMount', () => {
  const mounts = [
    { source: '/var/lib/docker/volumes/data/_data', destination: '/var/lib/redhook' },
    { source: '/srv/staging', destination: '/srv/staging' },
    { source: '/home/ann/blog', destination: '/srv/staging/blog' },
    { source: '/', destination: '/host' },
  ]
  it.each([
    ['/srv/staging', 'ok'],
    ['/srv/staging/shop', 'ok'],
    ['/srv/staging/blog', 'error'],
    ['/srv/stagingX', 'error'],
    ['/host/srv/shop', 'error'],
    ['/elsewhere', 'error'],
  ])('judges %s as %s', (path, severity) => expect(judgeMount(path, mounts).severity).toBe(severity))
})

describe('versions', () => {
  it.each([
    ['git version 2.39.5', [2, 39, 4], true],
    ['2.39.4', [2, 39, 4], true],
    ['2.39', [2, 39, 4], false],
    ['2.26.1-4', [2, 20], true],
    ['v2.5.0', [2, 20], false],
    ['unknown', [1], false],
  ])('%s is at least %j: %s', (text, wanted, expected) => expect(isAtLeast(parseVersion(text), wanted)).toBe(expected))
})
