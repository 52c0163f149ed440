import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Checkout } from '../../../src/pipeline/ports/git.ts'
import { realGit } from '../../support/git-app.ts'
import { type GitHttpServer, startGitHttpServer } from '../../support/git-http.ts'
import { createRemote, type GitRemote, git as person, tempFolder } from '../../support/git-repository.ts'
import { type SshServer, startSshServer } from '../../support/git-ssh.ts'

const folder = tempFolder()
let remote: GitRemote
let checkout: string
let ssh: SshServer
let http: GitHttpServer
const { git, commands } = realGit(folder.path)

beforeAll(async () => {
  remote = createRemote(folder.path)
  checkout = remote.cloneTo(join(folder.path, 'checkout'))
  ssh = await startSshServer(folder.path)
  http = await startGitHttpServer(folder.path, 'ada:s3cret-token')
})
afterAll(async () => {
  await ssh[Symbol.asyncDispose]()
  await http[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

const fetch = (of: Partial<Checkout>, by = git) => by.fetchBranch({ path: checkout, ...of }, 'main', {})
const failure = (of: Partial<Checkout>, by = git) =>
  fetch(of, by).then(
    () => undefined,
    (error: unknown) => error as { code: string; message: string; hint: string; retryable: boolean },
  )

describe('over ssh', () => {
  const withKey = () => ({ url: ssh.url(remote.bare), deployKey: ssh.deployKey, knownHosts: ssh.knownHosts })

  it('fetches and clones with the deploy key and the known hosts of the app, whatever their names', async () => {
    const tip = remote.push({ 'a.txt': 'ssh\n' })
    expect(await fetch(withKey())).toBe(tip)
    const path = join(folder.path, 'cloned')
    expect(await git.clone({ path, ...withKey() }, 'main', {})).toBe('cloned')
    expect(existsSync(join(path, 'a.txt'))).toBe(true)
    expect(await git.defaultBranch({ path: join(folder.path, 'not-there-yet'), ...withKey() })).toBe('main')
  })

  it('is denied with a key that the server does not know, and says what to do', async () => {
    expect(await failure({ ...withKey(), deployKey: ssh.strangersKey })).toMatchObject({
      code: 'REMOTE_DENIED',
      retryable: false,
      hint: expect.stringContaining('deployKey'),
    })
    expect(await failure({ ...withKey(), deployKey: join(folder.path, 'no-key') })).toMatchObject({
      code: 'REMOTE_DENIED',
    })
  })

  it('trusts no host that it does not know: with a deploy key, only GitHub unless told', async () => {
    const error = await failure({ url: ssh.url(remote.bare), deployKey: ssh.deployKey })
    expect(error).toMatchObject({ code: 'REMOTE_HOST_KEY', hint: expect.stringContaining('knownHosts') })
    const shipped = join(folder.path, 'data', 'known_hosts')
    expect(readFileSync(shipped, 'utf8')).toContain('github.com')
    expect(await failure({ url: ssh.url(remote.bare) })).toMatchObject({ code: 'REMOTE_HOST_KEY' })
  })

  it("takes the user's own way without a deploy key", async () => {
    const own = `ssh -i '${ssh.deployKey}' -o 'UserKnownHostsFile="${ssh.knownHosts}"'`
    const users = realGit(folder.path, { GIT_SSH_COMMAND: own })
    expect(await fetch({ url: ssh.url(remote.bare) }, users.git)).toBeDefined()
  })

  it('says that a repository is not there', async () => {
    expect(await failure({ ...withKey(), url: ssh.url('/nowhere.git') })).toMatchObject({ code: 'REMOTE_DENIED' })
  })

  it('is unreachable when nobody listens, and retryable', async () => {
    const error = await failure({ ...withKey(), url: 'ssh://git@127.0.0.1:1/x.git' })
    expect(error).toMatchObject({ code: 'REMOTE_UNREACHABLE', retryable: true })
  })
})

describe('over http', () => {
  it("authenticates with the user's own ~/.netrc", async () => {
    const url = http.url('remote.git')
    expect(await failure({ url })).toMatchObject({ code: 'REMOTE_DENIED', retryable: false })
    writeFileSync(join(folder.path, '.netrc'), 'machine 127.0.0.1 login ada password s3cret-token\n', { mode: 0o600 })
    const tip = remote.push({ 'a.txt': 'http\n' })
    expect(await fetch({ url })).toBe(tip)
    writeFileSync(join(folder.path, '.netrc'), '')
  })

  it("authenticates with the user's credential helper", async () => {
    const helper = join(folder.path, 'helper')
    writeFileSync(helper, '#!/bin/sh\necho username=ada\necho password=s3cret-token\n')
    chmodSync(helper, 0o755)
    const config = join(folder.path, 'gitconfig')
    writeFileSync(
      config,
      `[credential]\n\thelper = ${helper}\n[url "${http.url('')}"]\n\tinsteadOf = git@example.org:\n`,
    )
    // git reads ~/.gitconfig of the user it runs as.
    const home = join(folder.path, 'home')
    person(folder.path, 'init', '-q', home)
    writeFileSync(join(home, '.gitconfig'), readFileSync(config))
    const users = realGit(folder.path, { HOME: home, GIT_CONFIG_GLOBAL: join(home, '.gitconfig') })
    expect(await fetch({ url: http.url('remote.git') }, users.git)).toBeDefined()
    expect(await fetch({ url: 'git@example.org:remote.git' }, users.git)).toBeDefined()
  })

  it('keeps a password of the URL out of messages and answers', async () => {
    const url = http.url('remote.git').replace('//', '//ada:wr0ng-token@')
    const error = await failure({ url })
    expect(error).toMatchObject({ code: 'REMOTE_DENIED' })
    expect(`${error?.message} ${error?.hint}`).not.toContain('wr0ng-token')
    expect(await git.remoteUrl({ path: checkout, url })).not.toContain('wr0ng-token')
  })

  it.each([
    [404, 'REMOTE_DENIED'],
    [403, 'REMOTE_DENIED'],
    [500, 'REMOTE_UNREACHABLE'],
    [503, 'REMOTE_UNREACHABLE'],
    [429, 'REMOTE_UNREACHABLE'],
    ['hang-up', 'REMOTE_UNREACHABLE'],
  ] as const)('answered with %s is %s', async (answer, code) => {
    http.answer = answer
    expect(await failure({ url: http.url('remote.git') })).toMatchObject({ code })
    http.answer = 'repository'
  })

  it('does not resolve a host that is not there, and would try again', async () => {
    expect(await failure({ url: 'http://no-such-host.invalid/x.git' })).toMatchObject({ code: 'REMOTE_UNREACHABLE' })
  })
})

it('never hands a secret of the environment, a prompt or an inherited repository to git', async () => {
  const users = realGit(folder.path, {
    GIT_DIR: '/elsewhere',
    GIT_INDEX_FILE: '/elsewhere/index',
    GIT_ASKPASS: '/bin/false',
  })
  await fetch({}, users.git)
  const env = users.commands.at(-1)?.env ?? {}
  expect(env).not.toHaveProperty('GIT_DIR')
  expect(env).not.toHaveProperty('GIT_INDEX_FILE')
  expect(env).toMatchObject({
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '/bin/true',
    GIT_ALLOW_PROTOCOL: 'file',
    LC_ALL: 'C',
  })
  expect(commands.every(({ argv }) => argv[0] === 'git')).toBe(true)
})
