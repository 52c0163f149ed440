import { createHmac } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { RedhookError } from '../../../src/core/errors.ts'
import { createDeployKeys, type DeployKeys } from '../../support/deploy-keys.ts'
import { startGitHttpServer } from '../../support/git-http.ts'
import { createRemote, type GitRemote, git, tempFolder } from '../../support/git-repository.ts'
import { type SshServer, startSshServer } from '../../support/git-ssh.ts'
import { createSetupStage } from '../../support/setup-stage.ts'

const folder = tempFolder()
let remote: GitRemote
let ssh: SshServer
let keys: DeployKeys

beforeAll(async () => {
  remote = createRemote(folder.path)
  ssh = await startSshServer(folder.path)
  keys = createDeployKeys(folder.path)
})
afterAll(async () => {
  await ssh[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

type Stage = ReturnType<typeof createSetupStage>

/** The words of a command line for `acme/shop` over ssh. */
const shop = (stage: Stage, ...more: string[]) => [
  ...['acme/shop', '--path', stage.path('srv/shop'), '--url', ssh.url(remote.bare)],
  ...more,
]
/** The same from a folder of this machine, which needs no key. */
const local = (stage: Stage, ...more: string[]) => [
  ...['acme/shop', '--path', stage.path('srv/shop'), '--url', remote.bare],
  ...more,
]
const keyFile = (stage: Stage) => stage.path('config/keys/acme+shop')
const publicKey = (stage: Stage) => readFileSync(`${keyFile(stage)}.pub`, 'utf8')
const publicUrl = 'https://hooks.example.org'

/** A stage whose forge opens the repository to every key that is added there. */
function withApi(registry = `server: { publicUrl: '${publicUrl}' }\nrepos: {}\n`): Stage {
  const stage = createSetupStage()
  stage.forge.api = true
  stage.forge.onKey = key => keys.add(key, remote.bare)
  stage.cli.write('config/redhook.yml', registry)
  return stage
}

/** A stage whose key a person has pasted already. */
async function pasted(registry?: string): Promise<Stage> {
  const stage = createSetupStage()
  if (registry !== undefined) stage.cli.write('config/redhook.yml', registry)
  await stage.add(shop(stage))
  keys.add(publicKey(stage), remote.bare)
  return stage
}

describe('redhook add, where a person does it at the forge', () => {
  it('stops where the key has to be pasted, and goes on from there when it is run again', async () => {
    const stage = createSetupStage()
    const heard = await stage.serve()
    const first = await stage.add(shop(stage))
    expect(first.code).toBe(1)
    const key = publicKey(stage)
    expect(first.stdout).toContain(key.trim())
    expect(first.stdout).toContain('https://github.com/acme/shop/settings/keys/new')
    expect(first.stderr).toContain('run the same again')
    expect(stage.entries()).toEqual({})
    expect(existsSync(stage.path('srv/shop'))).toBe(false)

    keys.add(key, remote.bare)
    const second = await stage.add(shop(stage))
    expect(second).toMatchObject({ code: 0, stderr: '' })
    expect(stage.entries()).toEqual({
      'acme/shop': {
        path: stage.path('srv/shop'),
        project: 'shop',
        url: ssh.url(remote.bare),
        deployKey: 'keys/acme+shop',
        knownHosts: 'keys/known_hosts',
        branch: 'main',
      },
    })
    expect(existsSync(stage.path('srv/shop/README.md'))).toBe(true)
    expect(heard.map(({ path }) => path)).toEqual(['/webhook'])
    expect(second.stdout).toContain('a signed one of our own arrived')
    for (const line of ['https://github.com/acme/shop/settings/hooks/new', 'GITHUB_WEBHOOK_SECRET', 'application/json'])
      expect(second.stdout).toContain(line)

    const before = stage.registry()
    expect((await stage.add(shop(stage))).code).toBe(0)
    expect(stage.registry()).toBe(before)
    expect(publicKey(stage)).toBe(key)
  })

  it('keeps the key to itself: 0600, nothing half made beside it, no secret printed', async () => {
    const stage = createSetupStage()
    const { stdout, stderr } = await stage.add(shop(stage))
    expect(statSync(keyFile(stage)).mode & 0o777).toBe(0o600)
    expect(readdirSync(stage.path('config/keys')).sort()).toEqual(['acme+shop', 'acme+shop.pub', 'known_hosts'])
    expect(stdout + stderr).not.toContain('PRIVATE KEY')
    expect(stdout + stderr).not.toContain(stage.secret)
  })

  it('shows the host key and asks; a no leaves nothing behind that is trusted', async () => {
    const stage = createSetupStage()
    const asked: string[] = []
    const { code, stdout } = await stage.add(shop(stage), question => {
      asked.push(question)
      return question.includes('publishes') ? 'n' : 'y'
    })
    expect(code).toBe(2)
    expect(asked).toHaveLength(2)
    expect(stdout).toMatch(/SHA256:[\w+/]{43} \(ssh-ed25519\)/)
    expect(existsSync(stage.path('config/keys/known_hosts'))).toBe(false)
    expect(stage.entries()).toEqual({})
  })

  it('waits at the terminal until the key is accepted', async () => {
    const stage = createSetupStage()
    let enters = 0
    const { code, stdout } = await stage.add(shop(stage), question => {
      if (!question.includes('Press Enter')) return 'y'
      enters += 1
      if (enters === 2) keys.add(publicKey(stage), remote.bare)
      return ''
    })
    expect({ code, enters }).toEqual({ code: 0, enters: 2 })
    expect(stdout).toContain('it is not accepted yet')
    expect(Object.keys(stage.entries())).toEqual(['acme/shop'])
  })

  it('refuses a key that opens another repository alone', async () => {
    const stage = createSetupStage()
    await stage.add(shop(stage))
    keys.add(publicKey(stage), '/srv/other.git')
    const { code, stderr } = await stage.add(shop(stage))
    expect(code).toBe(1)
    expect(stderr).toContain('does not accept the deploy key yet')
    expect(stage.entries()).toEqual({})
  })

  it('refuses a host that shows another key than the one that is kept, and changes nothing', async () => {
    const stage = createSetupStage()
    await stage.add(shop(stage))
    const file = stage.path('config/keys/known_hosts')
    const host = readFileSync(file, 'utf8').split(' ')[0] ?? ''
    const other = publicKey(stage).split(' ').slice(0, 2).join(' ')
    writeFileSync(file, `${host} ${other}\n`)
    const { code, stderr } = await stage.add(shop(stage))
    expect(code).toBe(1)
    expect(stderr).toContain('does not show the key that is kept')
    expect(readFileSync(file, 'utf8')).toBe(`${host} ${other}\n`)
    expect(stage.entries()).toEqual({})
  })

  it('interrupted at the terminal it ends with 130, with nothing in the registry and no checkout', async () => {
    const stage = createSetupStage()
    const interrupt = new AbortController()
    const { code } = await stage.add(
      shop(stage),
      question => {
        if (!question.includes('Press Enter')) return 'y'
        interrupt.abort()
        throw interrupt.signal.reason
      },
      interrupt.signal,
    )
    expect(code).toBe(130)
    expect(stage.entries()).toEqual({})
    expect(existsSync(stage.path('srv/shop'))).toBe(false)
  })

  it('gives a repository a secret and a URL of its own, where it is asked to', async () => {
    const stage = createSetupStage()
    const heard = await stage.serve()
    const { code, stdout, stderr } = await stage.add(local(stage, '--own-secret'))
    expect(code).toBe(0)
    const file = stage.path('config/keys/acme+shop.secret')
    const secret = readFileSync(file, 'utf8').trim()
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(stage.entries()['acme/shop']).toMatchObject({ secret: '${file:keys/acme+shop.secret}' })
    const [ping] = heard
    expect(ping?.path).toBe('/webhook/github/acme/shop')
    const mac = createHmac('sha256', secret)
      .update(ping?.body ?? '')
      .digest('hex')
    expect(ping?.headers['x-hub-signature-256']).toBe(`sha256=${mac}`)
    expect(stdout + stderr).not.toContain(secret)
    expect(stdout).toContain(file)
  })

  it('sets up a repository of another forge, by its provider and a URL of its own', async () => {
    const stage = createSetupStage()
    const heard = await stage.serve()
    const words = ['group/sub/shop', '--path', stage.path('srv/shop'), '--url', remote.bare, '--provider', 'gitlab']
    const { code, stdout } = await stage.add(words)
    expect(code).toBe(0)
    expect(stage.entries()).toMatchObject({
      'group/sub/shop': { provider: 'gitlab', secret: '${file:keys/gitlab+group+sub+shop.secret}' },
    })
    expect(heard.map(({ path }) => path)).toEqual(['/webhook/gitlab/group/sub/shop'])
    expect(stdout).toContain('https://gitlab.com/group/sub/shop/-/hooks')
  })

  it('adds a second app of a repository with the same key, as a list, and leaves every other letter alone', async () => {
    const stage = await pasted('# Ours.\nrepos:\n  z/z: { path: /srv/z }   # odd\n')
    await stage.add(shop(stage))
    const live = ['acme/shop', '--path', stage.path('srv/live'), '--project', 'shop-live', '--no-clone']
    expect(await stage.add(live)).toMatchObject({ code: 0, stderr: '' })
    expect(stage.registry()).toContain('# Ours.\nrepos:\n  z/z: { path: /srv/z }   # odd\n')
    expect(stage.entries()['acme/shop']).toMatchObject([
      { project: 'shop', deployKey: 'keys/acme+shop' },
      { project: 'shop-live', deployKey: 'keys/acme+shop', url: ssh.url(remote.bare), branch: 'main' },
    ])
    expect(existsSync(stage.path('srv/live'))).toBe(false)
  })

  it('takes a checkout that is there as it is: no key where its remote answers already', async () => {
    const stage = createSetupStage()
    await using http = await startGitHttpServer(folder.path)
    git(remote.cloneTo(stage.path('srv/shop')), 'remote', 'set-url', 'origin', http.url('remote.git'))
    const { code, stdout } = await stage.add(['acme/shop', '--path', stage.path('srv/shop')])
    expect(code).toBe(0)
    expect(stdout).toContain('no deploy key is needed')
    expect(stage.entries()).toEqual({ 'acme/shop': { path: stage.path('srv/shop'), project: 'shop', branch: 'main' } })
    expect(existsSync(stage.path('config/keys'))).toBe(false)
  })

  it('reaches a remote over HTTP with the token of the forge, and writes it nowhere', async () => {
    const stage = createSetupStage()
    await using http = await startGitHttpServer(folder.path, 'x-access-token:t0ken-of-the-forge')
    git(remote.cloneTo(stage.path('srv/shop')), 'remote', 'set-url', 'origin', http.url('remote.git'))
    const words = ['acme/shop', '--path', stage.path('srv/shop')]
    const denied = await stage.add(words)
    expect(denied.code).toBe(1)
    stage.forge.credentials = { user: 'x-access-token', password: 't0ken-of-the-forge' }
    const { code, stdout, stderr } = await stage.add(words)
    expect(code).toBe(0)
    const config = readFileSync(stage.path('srv/shop/.git/config'), 'utf8')
    expect(stdout + stderr + stage.registry() + config).not.toContain('t0ken-of-the-forge')
  })

  it('leaves an entry that somebody wrote to them, and tells the fields that it needs', async () => {
    const stage = createSetupStage()
    const before = `repos:\n  acme/shop: { path: ${stage.path('srv/shop')}, project: shop }\n`
    stage.cli.write('config/redhook.yml', before)
    const { code, stdout } = await stage.add(local(stage, '--own-secret'))
    expect(code).toBe(0)
    expect(stdout).toContain('secret: "${file:keys/acme+shop.secret}"')
    expect(stage.registry()).toBe(before)
  })

  it('says at once what would be wrong with the entry, before a key is made', async () => {
    const stage = createSetupStage()
    stage.cli.write('config/redhook.yml', 'repos:\n  acme/other: { path: /srv/other, project: shop }\n')
    const { code, stderr } = await stage.add(shop(stage))
    expect(code).toBe(78)
    expect(stderr).toContain('Nothing was made or written')
    expect(existsSync(stage.path('config/keys'))).toBe(false)
  })

  it.each([
    { title: 'a forge that nobody knows the address of', words: ['--provider', 'gitea'], says: '--url' },
    { title: 'a forge that there is none of', words: ['--provider', 'sourceforge'], says: 'Allowed choices' },
  ])('does not guess: $title', async ({ words, says }) => {
    const stage = createSetupStage()
    const { code, stderr } = await stage.add(['acme/shop', '--path', stage.path('srv/shop'), ...words])
    expect(code).toBe(2)
    expect(stderr).toContain(says)
  })

  it('asks before it does anything, and needs --yes where nobody can be asked', async () => {
    const stage = createSetupStage()
    expect((await stage.add(shop(stage), () => 'n')).code).toBe(2)
    expect((await stage.run(['add', ...shop(stage)])).code).toBe(2)
    expect(existsSync(stage.path('config/keys'))).toBe(false)
  })

  it('refuses a branch that is not there', async () => {
    const stage = createSetupStage()
    const { code, stderr } = await stage.add(local(stage, '--branch', 'nosuch'))
    expect(code).toBe(1)
    expect(stderr).toContain('has no branch nosuch')
    expect(stage.entries()).toEqual({})
  })
})

describe('redhook add, where the API may', () => {
  it('makes key, hook and ping through it, and none of them twice', async () => {
    const stage = withApi()
    await stage.serve()
    const first = await stage.add(shop(stage))
    expect(first).toMatchObject({ code: 0, stderr: '' })
    expect([...stage.forge.keys.values()]).toEqual([publicKey(stage).trim()])
    expect([...stage.forge.hooks.values()]).toEqual([{ url: `${publicUrl}/webhook`, secret: stage.secret }])
    expect(first.stdout).toContain('GitHub sent one, and it arrived')
    expect((await stage.add(shop(stage))).code).toBe(0)
    expect(stage.forge.keys.size).toBe(1)
    expect(stage.forge.hooks.size).toBe(1)
  })

  it('goes on where it stopped when the API went away in the middle', async () => {
    const stage = withApi()
    await stage.serve()
    const away = new RedhookError('GitHub does not answer', { code: 'PROVIDER_UNREACHABLE', hint: 'Try again.' })
    stage.forge.fails.set('createHook', away)
    expect((await stage.add(shop(stage))).code).toBe(1)
    expect((await stage.add(shop(stage))).code).toBe(0)
    expect(stage.forge.calls.filter(name => name === 'addDeployKey')).toHaveLength(1)
    expect(stage.forge.hooks.size).toBe(1)
  })

  it('pings itself where the forge sends nothing by request', async () => {
    const stage = withApi()
    await stage.serve()
    stage.forge.pings = false
    const { code, stdout } = await stage.add(shop(stage))
    expect(code).toBe(0)
    expect(stdout).toContain('a signed one of our own arrived')
  })

  it('tells what the forge says of a ping that failed, as the last that is to do', async () => {
    const stage = withApi()
    await stage.serve()
    const failed = new RedhookError('GitLab answered 422: execution expired', {
      code: 'PROVIDER_FAILED',
      hint: 'Look.',
    })
    stage.forge.fails.set('pingHook', failed)
    const { code, stdout } = await stage.add(shop(stage))
    expect([code, stage.forge.hooks.size]).toEqual([0, 1])
    expect(stdout).toContain('execution expired')
  })

  it('tells a person what to do where the token may not', async () => {
    const stage = withApi()
    await stage.serve()
    const denied = () => new RedhookError('the token may not', { code: 'PROVIDER_DENIED', hint: 'Give it more.' })
    stage.forge.fails.set('createHook', denied())
    const { code, stdout } = await stage.add(local(stage))
    expect(code).toBe(0)
    expect(stdout).toContain('the token may not')
    expect(stdout).toContain(`URL: ${publicUrl}/webhook`)
    expect(stdout).toContain('a signed one of our own arrived')
  })

  it('tells scripts what was done, what was there and what is left', async () => {
    const stage = withApi('repos: {}\n')
    const { code, stdout } = await stage.add(local(stage, '--json'))
    expect(code).toBe(0)
    const told = JSON.parse(stdout) as { steps: { step: string; state: string }[] }
    expect(told).toMatchObject({ app: 'shop', repository: 'acme/shop', isDone: true, isKnown: false, hasPing: false })
    expect(told.steps.map(({ step, state }) => `${step} ${state}`)).toEqual([
      'remote kept',
      'checkout done',
      'registry done',
      'server todo',
      'webhook todo',
    ])
  })
})

describe('redhook remove', () => {
  it('takes the entry out, and hook, key and secret that add made; the rest stays and is told', async () => {
    const stage = withApi(`server: { publicUrl: '${publicUrl}' }\n# Ours.\nrepos:\n  z/z: { path: /srv/z }\n`)
    await stage.serve()
    const before = stage.registry()
    await stage.add(shop(stage))
    const { code, stdout } = await stage.run(['remove', 'shop', '--yes'])
    expect(code).toBe(0)
    expect(stage.registry()).toBe(before)
    expect([stage.forge.hooks.size, stage.forge.keys.size]).toEqual([0, 0])
    expect(readdirSync(stage.path('config/keys'))).toEqual(['known_hosts'])
    expect(existsSync(stage.path('srv/shop'))).toBe(true)
    expect(stdout).toContain('docker compose -p redshop down --volumes')
  })

  it('keeps key and hook while another app of the repository has them, or where it is told to', async () => {
    const stage = withApi()
    await stage.serve()
    await stage.add(shop(stage))
    await stage.add(['acme/shop', '--path', stage.path('srv/live'), '--project', 'live', '--no-clone'])
    expect((await stage.run(['remove', 'live', '--yes'])).code).toBe(0)
    expect((await stage.run(['remove', 'shop', '--yes', '--keep-key'])).code).toBe(0)
    expect([stage.forge.hooks.size, stage.forge.keys.size]).toEqual([1, 1])
    expect(existsSync(keyFile(stage))).toBe(true)
    expect(stage.entries()).toEqual({})
    // What was kept is found again.
    expect((await stage.add(shop(stage))).code).toBe(0)
    expect([stage.forge.hooks.size, stage.forge.keys.size]).toEqual([1, 1])
  })

  it('changes nothing while the forge is away, without a yes, or for what is no app', async () => {
    const stage = withApi()
    await stage.serve()
    expect((await stage.add(local(stage))).code).toBe(0)
    const before = stage.registry()
    const away = new RedhookError('GitHub does not answer', { code: 'PROVIDER_UNREACHABLE', hint: 'Try again.' })
    stage.forge.fails.set('removeHook', away)
    expect((await stage.run(['remove', 'shop', '--yes'])).code).toBe(1)
    expect((await stage.run(['remove', 'shop'])).code).toBe(2)
    expect((await stage.run(['remove', 'shop'], () => 'n')).code).toBe(2)
    const unknown = await stage.run(['remove', 'acme/shop', '--yes'])
    expect(unknown.stderr).toContain('its apps: shop')
    expect(stage.registry()).toBe(before)
  })
})
