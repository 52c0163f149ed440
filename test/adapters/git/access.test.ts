import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fetchTip, moveCheckout } from '../../../src/pipeline/sync.ts'
import { appAt, type RealGit, realGit, syncBench } from '../../support/git-app.ts'
import { type GitGate, startGitGate } from '../../support/git-gate.ts'
import {
  createRemote,
  type GitRemote,
  git as person,
  type TempFolder,
  tempFolder,
} from '../../support/git-repository.ts'
import { type GitHubStub, startGitHubStub } from '../../support/github-stub.ts'
import { createProviderHouse, type ProviderHouse } from '../../support/provider-house.ts'

const token = 'glpat-0123456789abcdef'

let folder: TempFolder
let remote: GitRemote
let gate: GitGate
beforeEach(async () => {
  folder = tempFolder()
  mkdirSync(join(folder.path, 'acme'))
  remote = createRemote(join(folder.path, 'acme'), { 'a.txt': 'one\n' })
  gate = await startGitGate(folder.path)
})
afterEach(async () => {
  await gate[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

const urlOf = (of = remote): string => `${gate.url}/${relative(folder.path, of.bare)}`
const gitOf = (house: ProviderHouse, environment: Record<string, string> = {}): RealGit =>
  realGit(folder.path, environment, house.api.credentials)
const withToken = (url = gate.url) => createProviderHouse({ gitlab: { url, token } })
const path = () => join(folder.path, 'checkout')

/** What below the folder holds this text. */
const filesWith = (text: string): string[] =>
  readdirSync(folder.path, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter(file => readFileSync(file).includes(text))

/** Clones, then fetches a push; what git said on the way. */
async function cloneAndFetch({ git }: RealGit): Promise<string[]> {
  const lines: string[] = []
  const run = { onLine: (line: string) => void lines.push(line) }
  await git.clone({ path: path(), url: urlOf() }, 'main', run)
  const tip = remote.push({ 'a.txt': 'two\n' })
  expect(await git.fetchBranch({ path: path(), url: urlOf() }, 'main', run)).toBe(tip)
  return lines
}

describe('git over HTTP with a token', () => {
  it('clones and fetches; the token stands in no argument, no process list, no file and no output', async () => {
    gate.allow = () => `oauth2:${token}`
    const real = gitOf(withToken(), { GIT_TRACE: '1', GIT_TRACE_CURL: '1', GIT_CURL_VERBOSE: '1' })
    const lines = await cloneAndFetch(real)
    expect(gate.heard).toContain(`oauth2:${token}`)
    const arguments_ = real.commands.map(({ argv }) => argv.join(' '))
    const encoded = Buffer.from(`oauth2:${token}`).toString('base64')
    for (const text of [...arguments_, ...gate.commandLines, ...lines]) {
      expect(text).not.toContain(token)
      expect(text).not.toContain(encoded)
    }
    expect(filesWith(token)).toEqual([])
    expect(readFileSync(join(path(), '.git/config'), 'utf8')).toContain(urlOf())
  })

  it('is denied with a wrong one, and says nothing of it', async () => {
    gate.allow = () => 'oauth2:another-token'
    const failed = await gitOf(withToken())
      .git.fetchBranch({ path: remote.work, url: urlOf() }, 'main', {})
      .catch((error: unknown) => error)
    expect(failed).toMatchObject({
      code: 'REMOTE_DENIED',
      retryable: false,
      hint: expect.stringContaining('providers'),
    })
    expect(JSON.stringify(failed, Object.getOwnPropertyNames(failed))).not.toContain(token)
  })

  it('shows it to nobody that the forge sends git on to', async () => {
    await using elsewhere = await startGitGate(folder.path)
    elsewhere.allow = () => 'nobody:knows'
    gate.redirectTo = elsewhere.url
    const { git } = gitOf(withToken())
    await expect(git.fetchBranch({ path: remote.work, url: urlOf() }, 'main', {})).rejects.toMatchObject({
      code: 'REMOTE_DENIED',
    })
    expect(elsewhere.heard.length).toBeGreaterThan(0)
    expect(elsewhere.heard.filter(given => given.includes(token))).toEqual([])
  })

  it('shows it to no other host, port or protocol than the configured one', async () => {
    const { git, commands } = gitOf(withToken('http://127.0.0.1:9'))
    gate.allow = () => `oauth2:${token}`
    await expect(git.fetchBranch({ path: remote.work, url: urlOf() }, 'main', {})).rejects.toMatchObject({
      code: 'REMOTE_DENIED',
    })
    expect(JSON.stringify(commands)).not.toContain(token)
  })

  it('gives it to calls that speak to the remote, and to no other', async () => {
    gate.allow = () => `oauth2:${token}`
    const real = gitOf(withToken())
    await cloneAndFetch(real)
    await real.git.describe({ path: path(), url: urlOf() }, 'HEAD')
    const having = real.commands.filter(({ env }) => Object.values(env).includes(token))
    expect(new Set(having.map(({ argv }) => argv[1]))).toEqual(new Set(['clone', 'fetch']))
  })

  it('brings submodules of the same host', async () => {
    mkdirSync(join(folder.path, 'library'))
    const library = createRemote(join(folder.path, 'library'), { 'lib.txt': 'one\n' })
    // This process serves the gate: a git that it waits for could not reach it.
    person(remote.work, 'submodule', '--quiet', 'add', library.bare, 'lib')
    person(remote.work, 'config', '-f', '.gitmodules', 'submodule.lib.url', urlOf(library))
    remote.push({})
    gate.allow = () => `oauth2:${token}`
    const { git } = gitOf(withToken())
    const app = appAt(path(), { url: urlOf() })
    const bench = syncBench(folder.path, git)
    const tip = await fetchTip(app, bench)
    if (tip.gone) throw new Error('the branch is gone')
    await moveCheckout(app, tip, bench)
    expect(readFileSync(join(path(), 'lib/lib.txt'), 'utf8')).toBe('one\n')
  })

  // Only root can run git as somebody else.
  it.runIf(process.getuid?.() === 0)("works where git runs as the checkout's owner", async () => {
    const checkout = remote.cloneTo(path())
    execFileSync('chown', ['-R', '65534:65534', checkout])
    gate.allow = () => `oauth2:${token}`
    const { git, commands } = gitOf(withToken())
    const tip = remote.push({ 'a.txt': 'two\n' })
    expect(await git.fetchBranch({ path: checkout, url: urlOf() }, 'main', {})).toBe(tip)
    expect(commands.filter(({ argv }) => argv[1] === 'fetch').map(({ uid }) => uid)).toEqual([65534])
  })
})

describe('git over HTTP with a GitHub App', () => {
  let stub: GitHubStub
  beforeEach(async () => {
    stub = await startGitHubStub({ repositories: [relative(folder.path, remote.bare).replace(/\.git$/, '')] })
  })
  afterEach(() => stub[Symbol.asyncDispose]())
  const withApp = () => {
    const { id, privateKey } = stub.app()
    return createProviderHouse({ github: { url: gate.url, apiUrl: stub.url, app: { id: String(id), privateKey } } })
  }

  it('reads with a token of its installation, and with a new one when that ends', async () => {
    gate.allow = () => `x-access-token:${stub.minted.at(-1)?.token}`
    const house = withApp()
    const real = gitOf(house)
    await cloneAndFetch(real)
    expect(stub.minted).toHaveLength(1)
    house.pass(3_600_000)
    await real.git.fetchBranch({ path: path(), url: urlOf() }, 'main', {})
    expect(stub.minted).toHaveLength(2)
  })

  it('reads a public repository that the App is not installed for', async () => {
    stub.app().repositories = []
    await cloneAndFetch(gitOf(withApp()))
    expect(gate.heard.filter(given => given !== '')).toEqual([])
  })

  it('waits for a forge that is away', async () => {
    stub.failNext(502, { times: 9 })
    await expect(cloneAndFetch(gitOf(withApp()))).rejects.toMatchObject({
      code: 'PROVIDER_UNREACHABLE',
      retryable: true,
    })
  })
})
