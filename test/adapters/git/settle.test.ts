import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { App } from '../../../src/core/app.ts'
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
let checkout: string
let real: RealGit
beforeEach(() => {
  folder = tempFolder()
  remote = createRemote(folder.path, { 'a.txt': 'one\n' })
  checkout = remote.cloneTo(join(folder.path, 'checkout'))
  real = realGit(folder.path)
})
afterEach(() => folder[Symbol.dispose]())

async function sync(app: App, { git } = real) {
  const bench = syncBench(folder.path, git)
  const tip = await fetchTip(app, bench)
  if (tip.gone) throw new Error('the branch is gone')
  return moveCheckout(app, tip, bench)
}

describe('submodules', () => {
  let library: GitRemote
  const bump = (text: string) => {
    library.push({ 'lib.txt': text })
    person(join(remote.work, 'lib'), 'pull', '-q', 'origin', 'main')
    return remote.push({})
  }
  beforeEach(() => {
    mkdirSync(join(folder.path, 'library'))
    library = createRemote(join(folder.path, 'library'), { 'lib.txt': 'one\n' })
    person(remote.work, 'submodule', '--quiet', 'add', '-b', 'main', library.bare, 'lib')
    remote.push({})
  })
  const lib = () => readFileSync(join(checkout, 'lib/lib.txt'), 'utf8')

  it('are brought along with the first push and with every bump', async () => {
    await sync(appAt(checkout))
    expect(lib()).toBe('one\n')
    bump('two\n')
    await sync(appAt(checkout))
    expect([lib(), person(checkout, 'status', '--porcelain')]).toEqual(['two\n', ''])
  })

  it('cost nothing when the checkout is where it should be', async () => {
    await sync(appAt(checkout))
    real.commands.length = 0
    await sync(appAt(checkout))
    expect(real.commands.filter(({ argv }) => argv[1] === 'submodule')).toEqual([])
  })

  it('come with a clone', async () => {
    const path = join(folder.path, 'fresh')
    await sync(appAt(path, { url: remote.bare }))
    expect(existsSync(join(path, 'lib/lib.txt'))).toBe(true)
  })

  it('are put right under sync: reset', async () => {
    await sync(appAt(checkout))
    writeFileSync(join(checkout, 'lib/lib.txt'), 'mine\n')
    await sync(appAt(checkout, { sync: 'reset' }))
    expect(lib()).toBe('one\n')
  })

  it('that cannot be fetched fail by name, and are fetched once they can', async () => {
    await sync(appAt(checkout))
    bump('two\n')
    person(folder.path, '-C', folder.path, 'init', '-q')
    execFileSync('mv', [library.bare, `${library.bare}.away`])
    await expect(sync(appAt(checkout))).rejects.toMatchObject({
      code: expect.stringMatching(/SUBMODULE_FAILED|REMOTE_/),
      message: expect.stringContaining('submodule'),
    })
    execFileSync('mv', [`${library.bare}.away`, library.bare])
    await sync(appAt(checkout))
    expect(lib()).toBe('two\n')
  })

  it('speak the protocol of the repository and no other', async () => {
    person(remote.work, 'config', '-f', '.gitmodules', 'submodule.lib.url', 'http://127.0.0.1:1/lib.git')
    remote.push({})
    await expect(sync(appAt(checkout))).rejects.toMatchObject({
      code: 'SUBMODULE_FAILED',
      message: expect.stringContaining("transport 'http' not allowed"),
      hint: expect.stringContaining('protocol'),
    })
  })
})

describe('git-lfs', () => {
  beforeEach(() => {
    const { work } = remote
    person(work, 'lfs', 'install', '--local', '--skip-repo')
    person(work, 'config', 'lfs.url', `file://${remote.bare}`)
    remote.push({
      'assets/.gitattributes': '*.bin filter=lfs diff=lfs merge=lfs -text\n',
      'assets/big.bin': 'the real thing\n',
    })
    person(work, 'lfs', 'push', '--all', 'origin')
    person(checkout, 'remote', 'set-url', 'origin', `file://${remote.bare}`)
  })

  it('brings the real files, and the checkout is clean afterwards', async () => {
    await sync(appAt(checkout))
    expect(readFileSync(join(checkout, 'assets/big.bin'), 'utf8')).toBe('the real thing\n')
    remote.push({ 'assets/big.bin': 'another thing\n' })
    person(remote.work, 'lfs', 'push', '--all', 'origin')
    await sync(appAt(checkout))
    expect(readFileSync(join(checkout, 'assets/big.bin'), 'utf8')).toBe('another thing\n')
    expect(person(checkout, 'status', '--porcelain')).toBe('')
  })

  it('that is not installed is said before anything is changed, for a clone too', async () => {
    const bin = join(folder.path, 'bin')
    mkdirSync(bin)
    for (const program of ['git', 'sh'])
      symlinkSync(execFileSync('which', [program], { encoding: 'utf8' }).trim(), join(bin, program))
    const without = realGit(folder.path, { PATH: bin })
    const head = person(checkout, 'rev-parse', 'HEAD')
    await expect(sync(appAt(checkout), without)).rejects.toMatchObject({
      code: 'LFS_MISSING',
      hint: expect.stringContaining('git-lfs'),
    })
    expect([person(checkout, 'rev-parse', 'HEAD'), person(checkout, 'status', '--porcelain')]).toEqual([head, ''])
    const path = join(folder.path, 'fresh')
    await expect(sync(appAt(path, { url: remote.bare }), without)).rejects.toMatchObject({ code: 'LFS_MISSING' })
    expect(existsSync(path)).toBe(false)
  })
})
