import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { MoveRequest } from '../../../src/pipeline/ports/git.ts'
import { fetchTip, moveCheckout } from '../../../src/pipeline/sync.ts'
import { appAt, type RealGit, realGit, syncBench } from '../../support/git-app.ts'
import {
  createRemote,
  type GitRemote,
  git as person,
  type TempFolder,
  tempFolder,
} from '../../support/git-repository.ts'

let folder: TempFolder
let remote: GitRemote
let path: string
let real: RealGit
let good: string
let bad: string
beforeEach(() => {
  folder = tempFolder()
  remote = createRemote(folder.path, {
    'a.txt': 'good\n',
    'gone.txt': 'good\n',
    'mine.txt': 'theirs\n',
    'dir/a.txt': 'good\n',
  })
  path = remote.cloneTo(join(folder.path, 'checkout'))
  real = realGit(folder.path)
  good = person(path, 'rev-parse', 'HEAD')
  remote.push({ dir: null })
  bad = remote.push({ 'a.txt': 'bad\n', 'gone.txt': null, 'new.txt': 'bad\n', dir: 'a file\n' })
  person(path, 'pull', '-q', '--ff-only')
})
afterEach(() => folder[Symbol.dispose]())

const text = (file: string) => readFileSync(join(path, file), 'utf8')
const write = (file: string, content: string) => writeFileSync(join(path, file), content)
const status = () => person(path, 'status', '--porcelain')
const where = () => [person(path, 'symbolic-ref', '--short', 'HEAD'), person(path, 'rev-parse', 'HEAD')]
const back = (how: MoveRequest['how']) => real.git.move({ path }, { how, branch: 'main', head: bad, tip: good }, {})

async function sync() {
  const bench = syncBench(folder.path, real.git)
  const tip = await fetchTip(appAt(path), bench)
  if (tip.gone) throw new Error('the branch is gone')
  await moveCheckout(appAt(path), tip, bench)
}

describe.each(['keep', 'overwrite'] as const)('a move back (%s)', how => {
  it('puts back what was changed, removed and added, with the branch checked out', async () => {
    const inode = statSync(path).ino
    expect(await back(how)).toBeUndefined()
    expect([text('a.txt'), text('gone.txt'), text('dir/a.txt')]).toEqual(['good\n', 'good\n', 'good\n'])
    expect(existsSync(join(path, 'new.txt'))).toBe(false)
    expect([status(), where()]).toEqual(['', ['main', good]])
    expect(existsSync(join(path, '.git/redhook-move'))).toBe(false)
    expect(statSync(path).ino).toBe(inode)
  })

  it('leaves files that git does not track, and the next push goes through', async () => {
    write('untracked.txt', 'mine\n')
    await back(how)
    const fixed = remote.push({ 'a.txt': 'fixed\n' })
    await sync()
    expect([where(), text('a.txt'), text('untracked.txt')]).toEqual([['main', fixed], 'fixed\n', 'mine\n'])
  })
})

describe('a move back that keeps local work', () => {
  it('leaves edits elsewhere as they are, and so does the next push', async () => {
    write('mine.txt', 'edited\n')
    expect(await back('keep')).toBeUndefined()
    expect([text('mine.txt'), text('a.txt'), where()]).toEqual(['edited\n', 'good\n', ['main', good]])
    remote.push({ 'a.txt': 'fixed\n' })
    await sync()
    expect([text('mine.txt'), text('a.txt')]).toEqual(['edited\n', 'fixed\n'])
  })

  it.each([
    ['an edit', 'a.txt'],
    ['a file that git does not track', 'gone.txt'],
  ])('is refused by name where %s is in the way, and touches nothing', async (_, file) => {
    write(file, 'edited\n')
    const before = status()
    expect(await back('keep')).toContain(file)
    expect([text(file), existsSync(join(path, 'new.txt')), status()]).toEqual(['edited\n', true, before])
    expect(where()).toEqual(['main', bad])
    expect(existsSync(join(path, '.git/redhook-move'))).toBe(false)
  })
})

it('a move back that overwrites takes no notice of edits', async () => {
  write('a.txt', 'edited\n')
  write('mine.txt', 'edited\n')
  expect(await back('overwrite')).toBeUndefined()
  expect([text('a.txt'), text('mine.txt'), status()]).toEqual(['good\n', 'theirs\n', ''])
})

describe('a move back that was killed', () => {
  /** As git leaves it: some files are the old version's, HEAD is not. */
  const leaveHalfDone = () => {
    write('.git/redhook-move', `${bad} ${good}\n`)
    write('a.txt', 'good\n')
    write('gone.txt', 'go')
    person(path, 'rm', '-q', '--cached', 'new.txt')
    person(path, 'rm', '-q', 'dir')
  }

  it('is taken back, and then done again, without a loss of local edits', async () => {
    write('mine.txt', 'edited\n')
    leaveHalfDone()
    expect((await real.git.undoInterruptedMove({ path })).sort()).toEqual(['a.txt', 'dir', 'gone.txt'])
    expect([text('a.txt'), text('dir'), text('mine.txt'), existsSync(join(path, 'gone.txt'))]).toEqual([
      'bad\n',
      'a file\n',
      'edited\n',
      false,
    ])
    expect(await back('keep')).toBeUndefined()
    expect([where(), status(), text('mine.txt')]).toEqual([['main', good], 'M mine.txt', 'edited\n'])
  })

  it('but had moved the branch already, is where it should be', async () => {
    await back('keep')
    write('.git/redhook-move', `${bad} ${good}\n`)
    expect(await real.git.undoInterruptedMove({ path })).toEqual([])
    expect([where(), status()]).toEqual([['main', good], ''])
  })
})
