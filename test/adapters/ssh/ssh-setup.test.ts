import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { forgetChildren } from '../../../src/adapters/process/children.ts'
import { createProcesses } from '../../../src/adapters/process/processes.ts'
import { createSshSetup } from '../../../src/adapters/ssh/ssh-setup.ts'
import { createDeployKeys } from '../../support/deploy-keys.ts'
import { realGit } from '../../support/git-app.ts'
import { createRemote, type GitRemote, tempFolder } from '../../support/git-repository.ts'
import { type SshServer, startSshServer } from '../../support/git-ssh.ts'

const folder = tempFolder()
const { signal } = new AbortController()
const environment = { PATH: process.env.PATH ?? '', HOME: folder.path }
const processes = createProcesses(forgetChildren)
const setup = createSshSetup({ processes, environment, ownerOf: () => undefined })
const { git } = realGit(folder.path)
const at = (...parts: string[]) => join(folder.path, ...parts)
let remote: GitRemote
let ssh: SshServer

beforeAll(async () => {
  remote = createRemote(folder.path)
  ssh = await startSshServer(folder.path)
})
afterAll(async () => {
  await ssh[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

const pair = (path: string, by = setup) =>
  by.keyPair(path, { comment: 'redhook acme/shop', checkout: folder.path, signal })
const host = () => ({ host: '127.0.0.1', port: Number(new URL(ssh.url('/')).port) })

describe('key pairs', () => {
  it('are made whole, for their user alone, and never made anew or overwritten', async () => {
    const path = at('keys', "it's a key")
    const made = await pair(path)
    expect(made).toMatchObject({ isNew: true, text: expect.stringMatching(/^ssh-ed25519 \S+ redhook acme\/shop$/) })
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(readdirSync(at('keys')).sort()).toEqual(["it's a key", "it's a key.pub"])
    const told = execFileSync('ssh-keygen', ['-lf', `${path}.pub`], { encoding: 'utf8' })
    expect(told).toContain(made.fingerprint)
    const before = readFileSync(path, 'utf8')
    expect(await pair(path)).toEqual({ ...made, isNew: false })
    rmSync(`${path}.pub`)
    expect(await pair(path)).toEqual({ ...made, isNew: false })
    expect(existsSync(`${path}.pub`)).toBe(true)
    expect(readFileSync(path, 'utf8')).toBe(before)
  })

  it('that are damaged are said to be, and stay as they are', async () => {
    writeFileSync(at('damaged'), 'not a key\n', { mode: 0o600 })
    await expect(pair(at('damaged'))).rejects.toMatchObject({ code: 'COMMAND_FAILED' })
    expect(readFileSync(at('damaged'), 'utf8')).toBe('not a key\n')
  })

  it('belong to the user that git runs as', async () => {
    if (process.getuid?.() !== 0) return
    const theirs = createSshSetup({ processes, environment, ownerOf: () => ({ uid: 4711, gid: 4712 }) })
    await pair(at('theirs'), theirs)
    expect(statSync(at('theirs'))).toMatchObject({ uid: 4711, gid: 4712 })
    const { secret, isNew } = await theirs.ownSecret(at('theirs.secret'), folder.path)
    expect(statSync(at('theirs.secret'))).toMatchObject({ uid: 4711, mode: 0o100600 })
    expect([secret, isNew]).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/), true])
    expect(await theirs.ownSecret(at('theirs.secret'), folder.path)).toEqual({ secret, isNew: false })
  })

  it('leave nothing behind when they are interrupted, and say so where nobody may write', async () => {
    const interrupted = setup.keyPair(at('late', 'key'), {
      ...{ comment: 'x', checkout: folder.path },
      signal: AbortSignal.abort(),
    })
    await expect(interrupted).rejects.toMatchObject({ name: 'AbortError' })
    expect(readdirSync(at('late'))).toEqual([])
    writeFileSync(at('file'), '')
    await expect(pair(at('file', 'key'))).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
  })
})

describe('git with these keys', () => {
  it('is let in by the key of the repository and by no other, at the host that is kept and at no other', async () => {
    const keys = createDeployKeys(folder.path)
    const mine = await pair(at('mine'))
    const other = await pair(at('other'))
    keys.add(mine.text, remote.bare)
    keys.add(other.text, '/srv/other.git')
    const knownHosts = at('known', 'hosts')
    await setup.pinHost(knownHosts, host(), await setup.scanHost(host(), signal))
    const ask = (deployKey: string, hosts: string) =>
      git
        .defaultBranch({ path: at('none'), url: ssh.url(remote.bare), deployKey, knownHosts: hosts })
        .catch((error: { code: string }) => error.code)
    expect(await ask(at('mine'), knownHosts)).toBe('main')
    expect(await ask(at('other'), knownHosts)).toBe('REMOTE_DENIED')
    expect(await ask(at('mine'), at('nobody-known'))).toBe('REMOTE_HOST_KEY')
    const changed = at('changed')
    const [type, key] = mine.text.split(' ')
    await setup.pinHost(changed, host(), [{ type: type ?? '', key: key ?? '', fingerprint: '' }])
    expect(await ask(at('mine'), changed)).toBe('REMOTE_HOST_KEY')
  })
})

describe('host keys', () => {
  it('are those of the server, and found again once they are kept', async () => {
    const [, type, key] = readFileSync(ssh.knownHosts, 'utf8').split(' ')
    const shown = await setup.scanHost(host(), signal)
    expect(shown).toEqual([{ type, key, fingerprint: expect.stringMatching(/^SHA256:/) }])
    const file = at('some', 'known_hosts')
    expect(await setup.knownKeys(file, host())).toEqual([])
    await setup.pinHost(file, host(), shown)
    expect(await setup.knownKeys(file, host())).toEqual(shown)
    expect(await setup.knownKeys(file, { host: '127.0.0.1' })).toEqual([])
    expect(await setup.knownKeys(ssh.knownHosts, host())).toEqual(shown)
  })

  it('of a host that does not answer are no empty answer', async () => {
    await expect(setup.scanHost({ host: '127.0.0.1', port: 1 }, signal)).rejects.toMatchObject({
      code: 'REMOTE_UNREACHABLE',
    })
  })
})
