import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Deployment } from '../../src/core/deployment/deployment.ts'
import { readAbout } from '../../src/pipeline/about.ts'
import { fetchTip, moveCheckout } from '../../src/pipeline/sync.ts'
import { fetchOnce } from '../../src/pipeline/sync-once.ts'
import { appAt, type RealGit, realGit, type SyncBench, syncBench } from '../support/git-app.ts'
import {
  createRemote,
  type GitRemote,
  git,
  type TempFolder,
  tempFolder,
  writeFiles,
} from '../support/git-repository.ts'

let folder: TempFolder
let remote: GitRemote
let real: RealGit
let bench: SyncBench
let path: string

const past = { branch: 'feature/x', usual: 'main', isBack: false }

beforeEach(() => {
  folder = tempFolder()
  remote = createRemote(folder.path, { 'app.txt': 'one\n', 'other.txt': 'one\n' })
  real = realGit(folder.path)
  const plain = syncBench(folder.path, real.git)
  bench = { ...plain, ports: { ...plain.ports, store: { ...plain.ports.store, pastDetours: () => [past] } } }
  path = remote.cloneTo(join(folder.path, 'checkout'))
})
afterEach(() => folder[Symbol.dispose]())

const usual = () => appAt(path, { branch: 'main' })
const detoured = () => appAt(path, { branch: 'feature/x', detour: { usual: 'main', by: 'ann', at: 1 } })
const sync = async (app = usual()) => {
  const tip = await fetchTip(app, bench)
  if (tip.gone) throw new Error('gone')
  return moveCheckout(app, tip, bench)
}
const once = async (ref: string, app = usual()) => {
  const tip = await fetchOnce(app, ref, bench)
  if (tip.gone) throw new Error('gone')
  await moveCheckout(app, tip, { ...bench, why: `${ref} is deployed this once` })
  return tip
}
const where = () => [git(path, 'symbolic-ref', '--short', 'HEAD'), readFileSync(join(path, 'app.txt'), 'utf8').trim()]

describe('the checkout of a detour', () => {
  beforeEach(() => {
    remote.push({ 'app.txt': 'feature\n' }, { branch: 'feature/x' })
  })

  it('goes to the branch and back, whatever was pushed meanwhile, and keeps local edits elsewhere', async () => {
    await sync()
    writeFiles(path, { 'other.txt': 'mine\n' })
    await sync(detoured())
    expect(where()).toEqual(['feature/x', 'feature'])
    remote.push({ 'app.txt': 'two\n' })
    await sync()
    expect(where()).toEqual(['main', 'two'])
    expect(readFileSync(join(path, 'other.txt'), 'utf8')).toBe('mine\n')
    expect(git(path, 'status', '--porcelain')).toBe('M other.txt')
  })

  it('goes on with a branch whose history was rewritten, and comes back from it', async () => {
    await sync(detoured())
    git(remote.work, 'checkout', '-q', '-B', 'again', 'main')
    writeFiles(remote.work, { 'app.txt': 'rewritten\n' })
    git(remote.work, 'commit', '-qam', 'rewritten')
    git(remote.work, 'push', '-qf', 'origin', 'HEAD:refs/heads/feature/x')
    await sync(detoured())
    expect(where()).toEqual(['feature/x', 'rewritten'])
    await sync()
    expect(where()).toEqual(['main', 'one'])
    await sync(detoured())
    expect(where()).toEqual(['feature/x', 'rewritten'])
  })

  it('refuses where local edits are in the way', async () => {
    await sync()
    writeFiles(path, { 'app.txt': 'mine\n' })
    await expect(sync(detoured())).rejects.toMatchObject({ code: 'LOCAL_CHANGES' })
    expect(where()).toEqual(['main', 'mine'])
  })

  it('refuses to leave commits that are nowhere else, or to overwrite them on the branch it goes to', async () => {
    git(path, 'checkout', '-q', '-b', 'feature/x')
    git(path, '-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-q', '--allow-empty', '-m', 'mine alone')
    const mine = git(path, 'rev-parse', 'HEAD')
    git(path, 'checkout', '-q', 'main')
    await expect(sync(detoured())).rejects.toMatchObject({
      code: 'LOCAL_COMMITS',
      message: expect.stringContaining('mine alone'),
    })
    expect(git(path, 'rev-parse', 'feature/x')).toBe(mine)
    git(path, 'checkout', '-q', 'feature/x')
    await expect(sync()).rejects.toMatchObject({ code: 'LOCAL_COMMITS' })
    expect(git(path, 'rev-parse', 'feature/x')).toBe(mine)
  })

  it('refuses a branch that a person checked out', async () => {
    git(path, 'checkout', '-q', '-b', 'try')
    await expect(sync(detoured())).rejects.toMatchObject({ code: 'WRONG_BRANCH' })
    await expect(sync()).rejects.toMatchObject({ code: 'WRONG_BRANCH' })
  })

  it('overwrites under sync: reset, with copies', async () => {
    const reset = <App extends object>(app: App) => ({ ...app, sync: 'reset' as const })
    writeFiles(path, { 'app.txt': 'mine\n' })
    const { backedUp } = await sync(reset(detoured()))
    expect(backedUp).toEqual(['app.txt'])
    expect(where()).toEqual(['feature/x', 'feature'])
    await sync(reset(usual()))
    expect(where()).toEqual(['main', 'one'])
  })
})

describe('what is deployed once', () => {
  it('is a tag, a branch or a commit, while the branch stays checked out; the next push goes on', async () => {
    const first = git(remote.work, 'rev-parse', 'HEAD')
    git(remote.work, 'tag', '-a', 'v1', '-m', 'first')
    git(remote.work, 'push', '-q', 'origin', 'v1')
    remote.push({ 'app.txt': 'two\n' })
    const feature = remote.push({ 'app.txt': 'feature\n' }, { branch: 'feature/x' })
    await sync()
    expect(await once('v1')).toMatchObject({ branch: 'main', tip: first })
    expect(where()).toEqual(['main', 'one'])
    expect(await once('feature/x')).toMatchObject({ branch: 'main', tip: feature })
    expect(where()).toEqual(['main', 'feature'])
    expect(await once(first.slice(0, 8))).toMatchObject({ branch: 'main', tip: first })
    remote.push({ 'app.txt': 'three\n' })
    await sync()
    expect(where()).toEqual(['main', 'three'])
  })

  it.each(['none', '-x', 'a..b', 'HEAD~1'])('is not %s', async ref => {
    await expect(once(ref)).rejects.toMatchObject({ code: 'REF_UNKNOWN' })
  })
})

describe('what a deployment brings', () => {
  const about = (tip: string, base?: string) =>
    readAbout(
      usual(),
      {
        ...{ tip, headline: { subject: 'the tip', author: 'Ada' } },
        last: base === undefined ? undefined : ({ commit: base } as Deployment),
      },
      real.git,
    )

  it('is every commit since the last good one, newest first, twenty at most, and how many there are', async () => {
    const base = git(remote.work, 'rev-parse', 'HEAD')
    let tip = base
    for (let n = 1; n <= 22; n += 1)
      tip = remote.push({ 'app.txt': `${n}\n` }, { message: n === 22 ? '"ünï" <b>\t|' : `number ${n}` })
    await sync()
    real.commands.length = 0
    const found = await about(tip, base)
    expect(real.commands.map(({ argv }) => argv[1])).toEqual(['log'])
    expect(found).toMatchObject({ subject: 'the tip', author: 'Ada', total: 22 })
    expect(found.commits).toHaveLength(20)
    expect(found.commits.slice(0, 2)).toEqual([
      { commit: tip, subject: '"ünï" <b>\t|', author: 'Ada' },
      { commit: expect.stringMatching(/^[0-9a-f]{40}$/), subject: 'number 21', author: 'Ada' },
    ])
  })

  it('is the tip alone without a base, or with one that is gone, and nothing where the tip is live or older', async () => {
    const first = git(remote.work, 'rev-parse', 'HEAD')
    const tip = remote.push({ 'app.txt': 'two\n' })
    await sync()
    const alone = {
      subject: 'the tip',
      author: 'Ada',
      commits: [{ commit: tip, subject: 'the tip', author: 'Ada' }],
      total: 1,
    }
    expect(await about(tip)).toEqual(alone)
    expect(await about(tip, 'f'.repeat(40))).toEqual(alone)
    expect(await about(tip, tip)).toMatchObject({ commits: [], total: 0 })
    expect(await about(first, tip)).toMatchObject({ commits: [], total: 0 })
  })
})
