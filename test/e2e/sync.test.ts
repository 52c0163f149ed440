import { existsSync, readdirSync, readFileSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Files, writeFiles } from '../support/sandbox.ts'
import { type AppOptions, openTestHouse, type TestApp, type TestHouse } from '../support/test-house.ts'

/** An app that only copies a file: what is live can be read, and no container has to start. */
const files = (): Files => ({ 'page.txt': 'v1', 'config.txt': 'of the team', '.gitignore': 'live.txt\n' })
const fields = { command: [['cp', 'page.txt', 'live.txt']] }

const read = ({ repository }: TestApp, file: string) => readFileSync(join(repository.checkout, file), 'utf8')
const head = ({ repository }: TestApp) => repository.inCheckout('rev-parse', 'HEAD')

/** The developer takes the last commits back, and pushes something else in their place. */
function forcePush({ repository }: TestApp, changes: Files, back = 'HEAD~1'): string {
  repository.git('reset', '--hard', '-q', back)
  return repository.push(changes, { force: true })
}

describe.concurrent('the checkout', () => {
  let house: TestHouse
  const copying = (name: string, options: AppOptions = {}) =>
    house.app(name, { files, ...options, fields: { ...fields, ...options.fields } })

  beforeAll(async () => {
    house = await openTestHouse()
  })
  afterAll(() => house[Symbol.asyncDispose]())

  it('keeps local edits elsewhere, refuses those in the way by name, and follows again by itself', async () => {
    const app = await copying('dirty')
    app.write({ 'config.txt': 'of the operator' })
    expect(await app.deploy({ 'page.txt': 'v2' })).toMatchObject({ status: 'succeeded' })
    expect([read(app, 'live.txt'), read(app, 'config.txt')]).toEqual(['v2', 'of the operator'])

    const before = head(app)
    const refused = await app.deploy({ 'config.txt': 'new of the team', 'page.txt': 'v3' })
    expect(refused).toMatchObject({
      status: 'failed',
      error: {
        code: 'LOCAL_CHANGES',
        message: `${app.repository.checkout} has local edits in config.txt`,
        hint: expect.stringContaining('sync: reset'),
      },
    })
    expect([read(app, 'live.txt'), read(app, 'page.txt'), head(app)]).toEqual(['v2', 'v2', before])

    app.repository.inCheckout('checkout', '--', 'config.txt')
    app.write({ 'page.txt': 'edited', 'upload.txt': 'of a user' })
    const both = await app.deploy({ 'upload.txt': 'of the team' })
    expect(both).toMatchObject({ status: 'failed', error: { code: 'LOCAL_CHANGES' } })
    for (const file of ['page.txt', 'upload.txt']) expect(both.error?.message).toContain(file)

    const healed = await app.deploy({ 'upload.txt': '', 'page.txt': 'v2', 'config.txt': 'newer of the team' })
    expect(healed, 'what was in the way is not any more').toMatchObject({ status: 'succeeded' })
    const live = ['live.txt', 'config.txt', 'upload.txt'].map(file => read(app, file))
    expect(live).toEqual(['edited', 'newer of the team', 'of a user'])
  })

  it('moves to a rewritten history under sync: pull, but never away from commits that are nowhere else', async () => {
    const app = await copying('rewritten')
    await app.deploy({ 'page.txt': 'v2' })
    app.write({ 'config.txt': 'of the operator' })
    const commit = forcePush(app, { 'page.txt': 'rewritten' })
    expect(await app.deploy({})).toMatchObject({ status: 'succeeded' })
    app.repository.git('merge-base', '--is-ancestor', commit, 'HEAD')
    expect([read(app, 'live.txt'), read(app, 'config.txt')]).toEqual(['rewritten', 'of the operator'])

    app.repository.inCheckout('-c', 'user.name=Op', '-c', 'user.email=op@example.org', 'commit', '-qam', 'urgent fix')
    const local = head(app)
    const refused = await app.deploy({ 'page.txt': 'v3' })
    expect(refused).toMatchObject({
      status: 'failed',
      error: { code: 'LOCAL_COMMITS', message: expect.stringContaining('urgent fix') },
    })
    expect(refused.error?.hint).toContain('reset --keep origin/main')
    expect(head(app)).toBe(local)

    app.repository.inCheckout('reset', '-q', '--hard', 'HEAD~1')
    expect(await app.deploy({ 'page.txt': 'v4' })).toMatchObject({ status: 'succeeded' })
    expect(read(app, 'live.txt')).toBe('v4')
  })

  it('equals the branch under sync: reset, with copies of what it overwrote', async () => {
    const app = await copying('reset', { fields: { sync: 'reset' } })
    await app.deploy({ 'page.txt': 'v2' })
    app.write({ 'page.txt': 'edited', 'config.txt': 'edited', 'new.txt': 'untracked', 'uploads/photo.txt': 'stays' })
    forcePush(app, { 'page.txt': 'v3', 'new.txt': 'of the team' })
    const done = await app.deploy({})
    expect(done).toMatchObject({ status: 'succeeded' })
    expect(app.repository.inCheckout('status', '--porcelain')).toBe('?? uploads/')
    expect(['page.txt', 'config.txt', 'new.txt', 'uploads/photo.txt', 'live.txt'].map(file => read(app, file))).toEqual(
      ['v3', 'of the team', 'of the team', 'stays', 'v3'],
    )
    const backups = house.box.path('data/backups', app.name, String(done.id))
    const copies = readdirSync(backups).map(file => [file, readFileSync(join(backups, file), 'utf8')])
    expect(Object.fromEntries(copies)).toEqual({ 'page.txt': 'edited', 'config.txt': 'edited', 'new.txt': 'untracked' })
    expect(await house.server.log(done.id)).toContain(backups)
  })

  it('clears an index.lock that nobody holds any more, and says so', async () => {
    const app = await copying('locked')
    await app.deploy({})
    const lock = join(app.repository.checkout, '.git/index.lock')
    writeFiles(app.repository.checkout, { '.git/index.lock': ' ' })
    const old = new Date(Date.now() - 3_600_000)
    utimesSync(lock, old, old)
    const done = await app.deploy({ 'page.txt': 'v2' })
    expect(done).toMatchObject({ status: 'succeeded' })
    expect(existsSync(lock)).toBe(false)
    expect(await house.server.log(done.id)).toMatch(/index\.lock.*60 min old/)
  })

  it('refuses another branch under sync: pull with the remedy, and switches under sync: reset', async () => {
    const app = await copying('branches', { fields: { branch: 'main' } })
    await app.deploy({})
    app.repository.inCheckout('switch', '-q', '-c', 'experiment')
    const refused = await app.deploy({ 'page.txt': 'v2' })
    expect(refused).toMatchObject({
      status: 'failed',
      error: { code: 'WRONG_BRANCH', message: expect.stringContaining('experiment is checked out') },
    })
    expect(refused.error?.hint).toContain(`git -C ${app.repository.checkout} switch main`)

    await app.set({ sync: 'reset' })
    expect(await app.request()).toMatchObject({ status: 'succeeded' })
    expect([app.repository.inCheckout('branch', '--show-current'), read(app, 'live.txt')]).toEqual(['main', 'v2'])
    expect(app.repository.inCheckout('branch', '--list', 'experiment')).toContain('experiment')
  })

  it('skips when the branch is gone from the remote, and leaves what runs', async () => {
    const app = await copying('gone', { branch: 'release' })
    await app.deploy({ 'page.txt': 'v2' })
    const before = head(app)
    app.repository.git('push', '-q', 'origin', 'HEAD:refs/heads/main')
    app.repository.git('--git-dir', app.repository.remote, 'symbolic-ref', 'HEAD', 'refs/heads/main')
    app.repository.git('push', '-q', 'origin', ':refs/heads/release')
    const skipped = await app.request()
    expect(skipped).toMatchObject({ status: 'skipped', reason: 'The branch release is gone from the remote.' })
    expect([head(app), read(app, 'live.txt')]).toEqual([before, 'v2'])
  })

  it('takes the name of a branch literally, whatever a shell would make of it', async () => {
    const branch = '$(touch${IFS}pwned)`touch${IFS}pwned`;touch${IFS}pwned&'
    const app = await house.app('pwned', { branch, fields: { branch: branch.split('${').join('$${') } })
    expect(await app.deploy({ 'page.txt': 'unharmed' })).toMatchObject({ status: 'succeeded', branch })
    await app.serves('unharmed')
    const found = readdirSync(house.box.folder, { recursive: true, encoding: 'utf8' })
    expect(found.filter(path => path.endsWith('/pwned'))).toEqual([])
    expect(existsSync('pwned')).toBe(false)
  })
})
