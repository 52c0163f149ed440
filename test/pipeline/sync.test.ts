import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { App } from '../../src/core/app.ts'
import { fetchTip, moveCheckout, previewTip } from '../../src/pipeline/sync.ts'
import { appAt, type RealGit, realGit, type SyncBench, syncBench } from '../support/git-app.ts'
import {
  createRemote,
  type GitRemote,
  git,
  type TempFolder,
  tempFolder,
  writeFiles,
} from '../support/git-repository.ts'
import { eventually } from '../support/pipeline-samples.ts'

let folder: TempFolder
let remote: GitRemote
let real: RealGit
let bench: SyncBench
let checkout: string
let app: App

beforeEach(() => {
  folder = tempFolder()
  remote = createRemote(folder.path, {
    'README.md': 'one\n',
    'app.txt': 'one\n',
    'other.txt': 'one\n',
    '.gitignore': '*.log\n',
  })
  real = realGit(folder.path)
  bench = syncBench(folder.path, real.git)
  checkout = remote.cloneTo(join(folder.path, 'checkout'))
  app = appAt(checkout)
})
afterEach(() => folder[Symbol.dispose]())

const sync = async (expected?: string, of = app) => {
  const tip = await fetchTip(of, { ...bench, ...(expected === undefined ? {} : { expected }) })
  if (tip.gone) return { gone: true as const, branch: tip.branch }
  return { ...tip, moved: await moveCheckout(of, tip, bench) }
}
const head = (path = checkout) => git(path, 'rev-parse', 'HEAD')
const content = (path: string) => readFileSync(join(checkout, path), 'utf8')
const failing = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => undefined,
    (e: unknown) => e,
  )
  return error as { code: string; message: string; hint: string }
}
const commandsOf = () => real.commands.map(({ argv }) => argv[1])

describe('sync: pull', () => {
  it('fast-forwards to the tip and says what it is', async () => {
    const first = head()
    const tip = remote.push({ 'app.txt': 'two\n' }, { message: 'second: "ünï"' })
    const result = await sync(tip)
    expect(result).toMatchObject({
      gone: false,
      branch: 'main',
      tip,
      head: first,
      subject: 'second: "ünï"',
      author: 'Ada',
    })
    expect(result).toMatchObject({ moved: { how: 'fast-forward', from: first, backedUp: [] } })
    expect(head()).toBe(tip)
    expect(content('app.txt')).toBe('two\n')
    expect(git(checkout, 'symbolic-ref', 'HEAD')).toBe('refs/heads/main')
    expect(git(checkout, 'status', '--porcelain')).toBe('')
  })

  it('takes four starts of git for the first push, one less for the next, and one when nothing is new', async () => {
    const tip = remote.push({ 'app.txt': 'two\n' })
    await sync(tip)
    expect(commandsOf().sort()).toEqual(['fetch', 'grep', 'ls-remote', 'merge'])
    real.commands.length = 0
    await sync(tip)
    expect(commandsOf()).toEqual(['fetch'])
    real.commands.length = 0
    await sync(remote.push({ 'app.txt': 'three\n' }))
    expect(commandsOf().sort()).toEqual(['fetch', 'grep', 'merge'])
  })

  it('keeps edits, staged ones too, and untracked files elsewhere', async () => {
    writeFiles(checkout, {
      'other.txt': 'mine\n',
      'new.txt': 'mine\n',
      '.env': 'COLOR=red\n',
      'x.log': 'x',
      'README.md': 'staged\n',
    })
    git(checkout, 'add', 'README.md')
    const tip = remote.push({ 'app.txt': 'two\n' })
    await sync()
    expect(head()).toBe(tip)
    expect([content('other.txt'), content('new.txt'), content('.env'), content('README.md')]).toEqual([
      'mine\n',
      'mine\n',
      'COLOR=red\n',
      'staged\n',
    ])
  })

  it('refuses local edits in the way, names them, and heals once they are gone', async () => {
    const before = head()
    writeFiles(checkout, { 'app.txt': 'mine\n', 'other.txt': 'mine\n' })
    const tip = remote.push({ 'app.txt': 'two\n' })
    const error = await failing(sync())
    expect(error).toMatchObject({ code: 'LOCAL_CHANGES' })
    expect(error.message).toContain('local edits in app.txt')
    expect(error.message).not.toContain('other.txt')
    expect(error.hint).toContain(checkout)
    expect([head(), content('app.txt')]).toEqual([before, 'mine\n'])
    git(checkout, 'checkout', 'app.txt')
    await sync()
    expect(head()).toBe(tip)
  })

  it('writes a file again that was deleted by hand and changed by the push, as git pull does', async () => {
    writeFiles(checkout, { 'app.txt': null, 'other.txt': null })
    remote.push({ 'app.txt': 'two\n' })
    await sync()
    expect([content('app.txt'), existsSync(join(checkout, 'other.txt'))]).toEqual(['two\n', false])
  })

  it.each(['new.txt', 'ignored.log', 'folder/deep.txt', 'now-a-file'])(
    'refuses the untracked %s in the way and leaves it',
    async path => {
      const mine = path === 'now-a-file' ? 'now-a-file/mine.txt' : path
      writeFiles(checkout, { [mine]: 'mine\n' })
      remote.push({ [path]: 'theirs\n' })
      const error = await failing(sync())
      expect(error.code).toBe('LOCAL_CHANGES')
      expect(error.message).toContain(`does not track where main has some: ${mine}`)
      expect(content(mine)).toBe('mine\n')
    },
  )

  it('refuses an untracked file where the push brings a folder', async () => {
    writeFiles(checkout, { thing: 'mine\n' })
    remote.push({ 'thing/a.txt': 'theirs\n' })
    expect((await failing(sync())).message).toContain('some: thing')
    expect(content('thing')).toBe('mine\n')
  })

  it('refuses local commits and names them, ahead of the remote or beside it', async () => {
    writeFiles(checkout, { 'app.txt': 'mine\n' })
    git(checkout, 'commit', '-qam', 'a hotfix by hand')
    const mine = head()
    expect(await failing(sync())).toMatchObject({
      code: 'LOCAL_COMMITS',
      message: expect.stringContaining('a hotfix by hand'),
    })
    remote.push({ 'other.txt': 'two\n' })
    const error = await failing(sync())
    expect(error).toMatchObject({ code: 'LOCAL_COMMITS', message: expect.stringContaining('a hotfix by hand') })
    expect(error.message).not.toContain('the first')
    expect(head()).toBe(mine)
  })

  it('follows a force-push when Redhook put HEAD there', async () => {
    const first = head()
    await sync(remote.push({ 'app.txt': 'two\n' }))
    git(remote.work, 'reset', '--hard', '-q', first)
    const tip = remote.push({ 'app.txt': 'three\n' }, { force: true })
    const result = await sync(tip)
    expect(result).toMatchObject({ moved: { how: 'keep' } })
    expect([head(), content('app.txt')]).toEqual([tip, 'three\n'])
    expect(git(checkout, 'symbolic-ref', 'HEAD')).toBe('refs/heads/main')
  })

  it('follows a force-push when HEAD was the tip of the remote once, though the operator pulled it', async () => {
    const first = head()
    remote.push({ 'app.txt': 'two\n' })
    git(checkout, 'pull', '-q')
    git(remote.work, 'reset', '--hard', '-q', first)
    const tip = remote.push({ 'app.txt': 'three\n' }, { force: true })
    await sync(tip)
    expect(head()).toBe(tip)
  })

  it('follows a force-push after a fresh clone, and one that takes commits back', async () => {
    const second = remote.push({ 'app.txt': 'two\n' })
    const fresh = remote.cloneTo(join(folder.path, 'fresh'))
    git(remote.work, 'reset', '--hard', '-q', 'HEAD~1')
    git(remote.work, 'push', '-q', '--force', 'origin', 'HEAD:main')
    expect(head(fresh)).toBe(second)
    await sync(undefined, appAt(fresh))
    expect(head(fresh)).toBe(git(remote.work, 'rev-parse', 'HEAD'))
  })

  it.each(['app.txt', 'gone.log'])('refuses a force-push over %s, and keeps edits elsewhere', async path => {
    const first = head()
    await sync(remote.push({ 'app.txt': 'two\n' }))
    git(remote.work, 'reset', '--hard', '-q', first)
    remote.push({ [path]: 'three\n' }, { force: true })
    writeFiles(checkout, { [path]: 'mine\n', 'other.txt': 'mine too\n' })
    expect(await failing(sync())).toMatchObject({ code: 'LOCAL_CHANGES', message: expect.stringContaining(path) })
    expect(content(path)).toBe('mine\n')
    writeFiles(checkout, { [path]: null })
    if (path === 'app.txt') git(checkout, 'checkout', 'app.txt')
    await sync()
    expect([content(path), content('other.txt')]).toEqual(['three\n', 'mine too\n'])
  })

  it('refuses another branch and a detached HEAD, with the remedy', async () => {
    git(checkout, 'switch', '-q', '-c', 'try')
    expect(await failing(sync())).toMatchObject({
      code: 'WRONG_BRANCH',
      hint: expect.stringContaining(`git -C ${checkout} switch main`),
    })
    git(checkout, 'checkout', '-q', '--detach')
    expect(await failing(sync())).toMatchObject({ code: 'WRONG_BRANCH', message: expect.stringContaining('detached') })
  })
})

describe('sync: reset', () => {
  beforeEach(() => {
    app = appAt(checkout, { sync: 'reset' })
  })

  it('makes tracked files equal to the branch, keeps copies of what it overwrites, and leaves the rest', async () => {
    writeFiles(checkout, {
      'app.txt': 'mine\n',
      'new.txt': 'mine\n',
      'x.log': 'mine\n',
      '.env': 'A=1\n',
      'keep.log': 'x',
      'other.txt': null,
    })
    writeFiles(checkout, { 'staged.txt': 'staged\n' })
    git(checkout, 'add', 'staged.txt')
    const tip = remote.push({ 'new.txt': 'theirs\n', 'x.log': 'theirs\n' })
    const result = await sync(tip)
    expect(head()).toBe(tip)
    expect(git(checkout, 'status', '--porcelain')).toBe('?? .env')
    expect([
      content('app.txt'),
      content('new.txt'),
      content('x.log'),
      content('other.txt'),
      content('keep.log'),
    ]).toEqual(['one\n', 'theirs\n', 'theirs\n', 'one\n', 'x'])
    const copy = (path: string) => readFileSync(join(bench.backups, path), 'utf8')
    expect([copy('app.txt'), copy('new.txt'), copy('x.log'), copy('staged.txt')]).toEqual([
      'mine\n',
      'mine\n',
      'mine\n',
      'staged\n',
    ])
    expect(result).toMatchObject({
      moved: { how: 'overwrite', backedUp: expect.arrayContaining(['app.txt', 'new.txt', 'x.log', 'staged.txt']) },
    })
    expect(bench.notes.join('\n')).toContain(bench.backups)
  })

  it('repairs local edits even when no commit is new', async () => {
    writeFiles(checkout, { 'app.txt': 'mine\n' })
    await sync()
    expect(content('app.txt')).toBe('one\n')
  })

  it('replaces an untracked folder where the branch has a file, after copying it', async () => {
    writeFiles(checkout, { 'thing/mine.txt': 'mine\n' })
    remote.push({ thing: 'theirs\n' })
    await sync()
    expect(content('thing')).toBe('theirs\n')
    expect(readFileSync(join(bench.backups, 'thing/mine.txt'), 'utf8')).toBe('mine\n')
  })

  it('follows a force-push, drops local commits, and switches from another branch and from a detached HEAD', async () => {
    writeFiles(checkout, { 'app.txt': 'mine\n' })
    git(checkout, 'commit', '-qam', 'by hand')
    git(remote.work, 'commit', '-q', '--amend', '-m', 'rewritten')
    const tip = remote.push({ 'app.txt': 'three\n' }, { force: true })
    await sync(tip)
    expect([head(), content('app.txt')]).toEqual([tip, 'three\n'])
    git(checkout, 'switch', '-q', '-c', 'try', 'HEAD~1')
    await sync()
    expect([head(), git(checkout, 'symbolic-ref', 'HEAD')]).toEqual([tip, 'refs/heads/main'])
    git(checkout, 'checkout', '-q', '--detach', 'HEAD~1')
    await sync()
    expect([head(), git(checkout, 'symbolic-ref', 'HEAD')]).toEqual([tip, 'refs/heads/main'])
  })

  it('needs no move when everything is as it should be', async () => {
    const tip = await sync()
    expect(tip).toMatchObject({ moved: { how: 'stay' } })
    expect(commandsOf()).not.toContain('checkout')
  })
})

describe('first checkouts', () => {
  it('clones what is missing, on its branch, and leaves nothing beside it', async () => {
    const tip = remote.push({ 'live.txt': 'live\n' }, { branch: 'production' })
    const path = join(folder.path, 'srv', 'deep', 'shop')
    const result = await sync(tip, appAt(path, { url: remote.bare, branch: 'production' }))
    expect(result).toMatchObject({ tip, moved: { how: 'stay' } })
    expect(readFileSync(join(path, 'live.txt'), 'utf8')).toBe('live\n')
    expect(git(path, 'rev-parse', '--abbrev-ref', 'HEAD@{upstream}')).toBe('origin/production')
    expect(git(path, 'status', '--porcelain')).toBe('')
    expect(existsSync(join(folder.path, 'srv/deep/.shop.redhook-clone'))).toBe(false)
  })

  it("takes the remote's default branch when none is configured", async () => {
    const { branch: _, ...unbranched } = appAt(join(folder.path, 'srv'), { url: remote.bare })
    expect(await sync(undefined, unbranched)).toMatchObject({ branch: 'main' })
  })

  it('removes what a killed clone left, and clones', async () => {
    const path = join(folder.path, 'shop')
    writeFiles(folder.path, { '.shop.redhook-clone/.git/index.lock': '', '.shop.redhook-clone/half': 'x' })
    await sync(undefined, appAt(path, { url: remote.bare }))
    expect(existsSync(join(path, 'app.txt'))).toBe(true)
    expect(existsSync(join(folder.path, '.shop.redhook-clone'))).toBe(false)
  })

  it('fills a folder without .git and keeps its files, equal ones as tracked', async () => {
    const path = join(folder.path, 'shop')
    writeFiles(path, { '.env': 'A=1\n', 'data/x': 'x', 'app.txt': 'one\n' })
    await sync(undefined, appAt(path, { url: remote.bare }))
    expect(git(path, 'status', '--porcelain')).toBe('?? .env\n?? data/')
    expect(readFileSync(join(path, 'other.txt'), 'utf8')).toBe('one\n')
    const tip = remote.push({ 'app.txt': 'two\n' })
    await sync(tip, appAt(path, { url: remote.bare }))
    expect(head(path)).toBe(tip)
  })

  it('refuses to fill over files that differ, names them, and changes nothing', async () => {
    const path = join(folder.path, 'shop')
    writeFiles(path, { 'app.txt': 'mine\n', 'README.md/mine': 'mine\n' })
    const error = await failing(sync(undefined, appAt(path, { url: remote.bare })))
    expect(error).toMatchObject({ code: 'LOCAL_CHANGES' })
    expect(error.message).toMatch(/app\.txt/)
    expect(error.message).toMatch(/README\.md\/mine/)
    expect(existsSync(join(path, '.git'))).toBe(false)
    expect(existsSync(join(path, 'other.txt'))).toBe(false)
  })

  it('says what to do where there is no url', async () => {
    expect(await failing(sync(undefined, appAt(join(folder.path, 'no'))))).toMatchObject({
      code: 'CHECKOUT_MISSING',
      hint: expect.stringContaining('url:'),
    })
    mkdirSync(join(folder.path, 'empty'))
    expect(await failing(sync(undefined, appAt(join(folder.path, 'empty'))))).toMatchObject({
      code: 'CHECKOUT_INVALID',
    })
  })

  it('says that the branch is gone, for a clone and for a fetch', async () => {
    const gone = { gone: true, branch: 'nope' }
    expect(await sync(undefined, appAt(join(folder.path, 'no'), { url: remote.bare, branch: 'nope' }))).toEqual(gone)
    expect(existsSync(join(folder.path, 'no'))).toBe(false)
    expect(await sync(undefined, appAt(checkout, { branch: 'nope' }))).toEqual(gone)
  })
})

describe('the tip', () => {
  const pushOnceMissed = async (branch: string) => {
    await eventually(
      () => bench.notes.join(),
      notes => notes.includes('not at the remote yet'),
    )
    git(remote.work, 'push', '-q', 'origin', `HEAD:${branch}`)
  }

  it('is waited for when the hook overtook the ref', async () => {
    writeFiles(remote.work, { 'app.txt': 'late\n' })
    git(remote.work, 'commit', '-qam', 'late')
    const late = git(remote.work, 'rev-parse', 'HEAD')
    const [tip] = await Promise.all([sync(late), pushOnceMissed('main')])
    expect(tip).toMatchObject({ tip: late })
  })

  it('is waited for where the hook overtook a new branch of a repository that is still to be cloned', async () => {
    const fresh = appAt(join(folder.path, 'fresh'), { url: remote.bare, branch: 'feature' })
    const commit = git(remote.work, 'rev-parse', 'HEAD')
    const [tip] = await Promise.all([sync(commit, fresh), pushOnceMissed('feature')])
    expect(tip).toMatchObject({ tip: commit, branch: 'feature' })
  })

  it('is taken as it is after 30 s, and says so', async () => {
    let now = 0
    const slept: number[] = []
    const pass = (ms: number) => {
      slept.push(ms)
      now += ms
    }
    const clock = { monotonic: () => now, sleep: async (ms: number) => pass(ms) }
    const tip = await fetchTip(app, { ...bench, ports: { ...bench.ports, clock }, expected: 'f'.repeat(40) })
    expect(tip).toMatchObject({ tip: head() })
    expect(slept.reduce((sum, ms) => sum + ms)).toBe(30_000)
    expect(bench.notes.join()).toContain('did not arrive within 30 s')
  })

  it('is the newest, though the push that asked is older', async () => {
    const older = remote.push({ 'app.txt': 'two\n' })
    const newest = remote.push({ 'app.txt': 'three\n' })
    expect(await sync(older)).toMatchObject({ tip: newest })
    expect(bench.notes).toEqual([])
  })

  it('of a preview changes no ref and no file', async () => {
    const refs = () => git(checkout, 'for-each-ref')
    const before = [refs(), head()]
    const tip = remote.push({ 'app.txt': 'two\n' })
    expect(await previewTip(app, real.git)).toMatchObject({ tip, head: before[1] })
    expect([refs(), head()]).toEqual(before)
    expect(existsSync(join(checkout, '.git/FETCH_HEAD'))).toBe(false)
    expect(await real.git.hasCommit(app, tip)).toBe(true)
    expect(await failing(previewTip(appAt(join(folder.path, 'no')), real.git))).toMatchObject({
      code: 'CHECKOUT_MISSING',
    })
  })

  it('is unreachable while the remote is away, retryable, and back afterwards', async () => {
    renameSync(remote.bare, `${remote.bare}.away`)
    expect(await failing(sync())).toMatchObject({ code: 'REMOTE_UNREACHABLE', retryable: true })
    renameSync(`${remote.bare}.away`, remote.bare)
    expect(await sync()).toMatchObject({ gone: false })
  })
})

describe('branch names', () => {
  it.each(['$(touch${IFS}pwned)', "it's;a`touch${IFS}pwned`&x", 'ünï/cödé', 'feature/a--upload-pack=x'])(
    'deploys a branch called %s, literally',
    async name => {
      const tip = remote.push({ 'app.txt': 'odd\n' }, { branch: name })
      const path = join(folder.path, 'odd')
      expect(await sync(tip, appAt(path, { url: remote.bare, branch: name }))).toMatchObject({ tip })
      const next = remote.push({ 'app.txt': 'odder\n' }, { branch: name })
      await sync(next, appAt(path, { url: remote.bare, branch: name }))
      expect([head(path), existsSync(join(path, 'pwned')), existsSync(join(folder.path, 'pwned'))]).toEqual([
        next,
        false,
        false,
      ])
    },
  )

  it.each(['--upload-pack=touch pwned', '$(touch pwned)', '-x', 'a..b', ''])('refuses %j', async name => {
    expect(await failing(sync(undefined, appAt(checkout, { branch: name })))).toMatchObject({ code: 'BRANCH_INVALID' })
    expect(existsSync(join(checkout, 'pwned'))).toBe(false)
  })

  it('fetches a branch below the name of one that is gone', async () => {
    remote.push({}, { branch: 'a' })
    git(checkout, 'fetch', '-q')
    git(remote.bare, 'branch', '-D', 'a')
    const tip = remote.push({}, { branch: 'a/b' })
    expect(await fetchTip(appAt(checkout, { branch: 'a/b' }), bench)).toMatchObject({ tip })
  })
})

describe('leftovers of a crash', () => {
  const old = (path: string) => utimesSync(path, new Date(Date.now() - 3_600_000), new Date(Date.now() - 3_600_000))

  it.each([
    'index.lock',
    'refs/remotes/origin/main.lock',
    'refs/heads/main.lock',
    'shallow.lock',
    'HEAD.lock',
    'packed-refs.lock',
    'config.lock',
  ])('clears a dead %s, says so, and deploys', async lock => {
    writeFileSync(join(checkout, '.git', lock), '')
    const tip = remote.push({ 'app.txt': 'two\n' })
    await sync(tip)
    expect(head()).toBe(tip)
    expect(bench.notes.join()).toContain(`${lock} was left`)
  })

  it('clears an old half-done rebase, keeping a copy of what was edited', async () => {
    git(checkout, 'switch', '-q', '-c', 'side')
    writeFiles(checkout, { 'app.txt': 'side\n' })
    git(checkout, 'commit', '-qam', 'side')
    git(checkout, 'switch', '-q', 'main')
    writeFiles(checkout, { 'app.txt': 'main\n' })
    git(checkout, 'commit', '-qam', 'main')
    expect(() => git(checkout, 'rebase', 'side')).toThrow()
    writeFiles(checkout, { 'app.txt': 'half resolved\n' })
    expect(await failing(sync())).toMatchObject({ code: 'CHECKOUT_BUSY' })
    const rebase = join(checkout, '.git/rebase-merge')
    for (const name of readdirSync(rebase)) old(join(rebase, name))
    old(rebase)
    expect((await failing(sync())).code).toBe('LOCAL_COMMITS')
    expect(existsSync(rebase)).toBe(false)
    expect(git(checkout, 'symbolic-ref', 'HEAD')).toBe('refs/heads/main')
    expect(readFileSync(join(bench.backups, 'app.txt'), 'utf8')).toBe('half resolved\n')
  })

  it('clears a rebase that git itself cannot end', async () => {
    mkdirSync(join(checkout, '.git/rebase-merge'))
    old(join(checkout, '.git/rebase-merge'))
    const tip = remote.push({ 'app.txt': 'two\n' })
    await sync(tip)
    expect(head()).toBe(tip)
  })

  it('clears a half-done merge at once under sync: reset', async () => {
    git(checkout, 'switch', '-q', '-c', 'side')
    writeFiles(checkout, { 'app.txt': 'side\n' })
    git(checkout, 'commit', '-qam', 'side')
    git(checkout, 'switch', '-q', 'main')
    writeFiles(checkout, { 'app.txt': 'main\n' })
    git(checkout, 'commit', '-qam', 'main')
    expect(() => git(checkout, 'merge', 'side')).toThrow()
    const tip = remote.push({ 'app.txt': 'two\n' })
    await sync(tip, appAt(checkout, { sync: 'reset' }))
    expect([head(), git(checkout, 'status', '--porcelain')]).toEqual([tip, ''])
  })

  it('takes back what a killed move had written, and nothing a person did', async () => {
    const first = head()
    const long = 'line\n'.repeat(1000)
    const tip = remote.push({
      'app.txt': 'two\n',
      'other.txt': long,
      'README.md': null,
      'new.txt': 'new\n',
      link: { link: 'app.txt' },
    })
    writeFiles(checkout, {
      'app.txt': 'two\n',
      'other.txt': long.slice(0, 1234),
      'README.md': null,
      'new.txt': 'new\n',
      link: { link: 'app.txt' },
    })
    writeFileSync(join(checkout, '.git/redhook-move'), `${first} ${tip}\n`)
    writeFileSync(join(checkout, '.git/index.lock'), 'half')
    await sync(tip)
    expect([head(), git(checkout, 'status', '--porcelain')]).toEqual([tip, ''])
    expect(content('other.txt')).toBe(long)
    const next = remote.push({ 'app.txt': 'three\n' })
    writeFiles(checkout, { 'app.txt': 'mine\n' })
    writeFileSync(join(checkout, '.git/redhook-move'), `${tip} ${next}\n`)
    expect((await failing(sync())).code).toBe('LOCAL_CHANGES')
    expect(content('app.txt')).toBe('mine\n')
  })
})

describe('checkouts as operators make them', () => {
  it('follows in a shallow clone of a single branch, also over a force-push', async () => {
    for (const text of ['2', '3', '4']) remote.push({ 'app.txt': text })
    const path = join(folder.path, 'shallow')
    git(folder.path, 'clone', '-q', '--depth=1', `file://${remote.bare}`, path)
    const shallow = appAt(path)
    const tip = remote.push({ 'app.txt': '5' })
    await sync(tip, shallow)
    expect(head(path)).toBe(tip)
    git(remote.work, 'commit', '-q', '--amend', '-m', 'rewritten')
    const forced = remote.push({ 'app.txt': '6' }, { force: true })
    await sync(forced, shallow)
    expect(head(path)).toBe(forced)
  })

  it('works in a linked worktree, through a symlink, and with packed refs', async () => {
    git(checkout, 'branch', 'live')
    git(checkout, 'worktree', 'add', '-q', join(folder.path, 'live'), 'live')
    git(checkout, 'pack-refs', '--all')
    const tip = remote.push({ 'app.txt': 'live\n' }, { branch: 'live' })
    const path = join(folder.path, 'link')
    writeFiles(folder.path, { link: { link: 'live' } })
    await sync(tip, appAt(path, { branch: 'live' }))
    expect(head(path)).toBe(tip)
  })

  it('runs no hook, no file system monitor and no other program of the checkout', async () => {
    const evil = `#!/bin/sh\ntouch ${folder.path}/pwned\n`
    for (const hook of ['post-merge', 'post-checkout', 'pre-auto-gc', 'reference-transaction', 'post-index-change']) {
      writeFileSync(join(checkout, '.git/hooks', hook), evil, { mode: 0o755 })
    }
    writeFileSync(join(folder.path, 'monitor'), evil, { mode: 0o755 })
    git(checkout, 'config', 'core.fsmonitor', join(folder.path, 'monitor'))
    await sync(remote.push({ 'app.txt': 'two\n' }))
    await sync(undefined, appAt(checkout, { sync: 'reset' }))
    expect(existsSync(join(folder.path, 'pwned'))).toBe(false)
  })

  it('deploys from a configured url though origin is another', async () => {
    git(checkout, 'remote', 'set-url', 'origin', '/nowhere')
    const tip = remote.push({ 'app.txt': 'two\n' })
    await sync(tip, appAt(checkout, { url: remote.bare }))
    expect(head()).toBe(tip)
  })

  it('speaks no protocol but known ones', async () => {
    const error = await failing(sync(undefined, appAt(checkout, { url: `ext::sh -c touch% ${folder.path}/pwned` })))
    expect(error.code).toBe('FETCH_FAILED')
    expect(existsSync(join(folder.path, 'pwned'))).toBe(false)
  })
})
