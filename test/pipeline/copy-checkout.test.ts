import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createCopies } from '../../src/adapters/copies/copies.ts'
import { createDisk } from '../../src/adapters/disk/disk.ts'
import type { App } from '../../src/core/app.ts'
import { viewCheckout } from '../../src/pipeline/copy-checkout.ts'
import { appAt, realGit } from '../support/git-app.ts'
import {
  createRemote,
  type Files,
  type GitRemote,
  git as person,
  type TempFolder,
  tempFolder,
  writeFiles,
} from '../support/git-repository.ts'

let folder: TempFolder
let remote: GitRemote
let app: App
let head: string
const files: Files = { 'a.txt': 'one', 'b.txt': 'one', 'conf/app.conf': 'one', '.gitignore': '.env\nnode_modules\n' }

beforeEach(() => {
  folder = tempFolder()
  remote = createRemote(folder.path, files)
  const path = remote.cloneTo(join(folder.path, 'checkout'))
  app = appAt(path, { lane: realpathSync(path) })
  head = person(path, 'rev-parse', 'HEAD')
})
afterEach(() => folder[Symbol.dispose]())

const disk = createDisk()
const data = () => join(folder.path, 'data')
const view = (commit: string, of: App = app) =>
  viewCheckout(of, { commit, head }, { git: realGit(folder.path).git, copies: createCopies(data()), disk })

/** A commit that was pushed and fetched, but is not checked out. */
function fetched(changes: Files): string {
  const commit = remote.push(changes)
  person(app.path, 'fetch', '--quiet', 'origin')
  return commit
}

async function readAll(seen: Awaited<ReturnType<typeof view>>, ...paths: string[]): Promise<(string | undefined)[]> {
  const contents = await Promise.all(paths.map(path => seen.disk.read(join(app.path, path))))
  return contents.map(content => content?.toString('utf8'))
}

describe('a checkout as it would be at another commit', () => {
  it('has the tracked files of the commit and all others as they are on the server now', async () => {
    const tip = fetched({ 'a.txt': 'two', 'b.txt': null, 'new/c.txt': 'two' })
    writeFiles(app.path, { '.env': 'A=1', 'untracked.txt': 'mine', 'node_modules/x/index.js': '', 'conf/local': 'l' })
    await using seen = await view(tip)
    expect(await readAll(seen, 'a.txt', 'b.txt', 'new/c.txt', 'conf/app.conf')).toEqual([
      'two',
      undefined,
      'two',
      'one',
    ])
    expect(await readAll(seen, '.env', 'untracked.txt', 'node_modules/x/index.js', 'conf/local')).toEqual([
      'A=1',
      'mine',
      '',
      'l',
    ])
  })

  it('leaves tree, index and refs of the checkout alone, and nothing behind', async () => {
    const tip = fetched({ 'a.txt': 'two', 'new/c.txt': 'two' })
    writeFiles(app.path, { '.env': 'A=1' })
    const look = () => [
      person(app.path, 'for-each-ref'),
      person(app.path, '--no-optional-locks', 'status', '--porcelain', '--ignored'),
      statSync(join(app.path, '.git/index')).mtimeMs,
      readdirSync(app.path).join(),
      readFileSync(join(app.path, 'a.txt'), 'utf8'),
    ]
    const before = look()
    {
      await using _seen = await view(tip)
    }
    expect(look()).toEqual(before)
    expect(readdirSync(join(data(), 'tmp'))).toEqual([])
  })

  it('takes a tracked file from the commit though the server has an untracked one in its place', async () => {
    const tip = fetched({ 'settings.yml': 'from git' })
    writeFiles(app.path, { 'settings.yml': 'untracked' })
    await using seen = await view(tip)
    expect(await readAll(seen, 'settings.yml')).toEqual(['from git'])
  })

  it('tells real paths of the checkout, not of the copy', async () => {
    const tip = fetched({ 'link.txt': { link: 'a.txt' } })
    writeFiles(app.path, { '.env': 'A=1' })
    await using seen = await view(tip)
    expect(await seen.disk.realPath(join(app.path, 'link.txt'))).toBe(join(app.lane, 'a.txt'))
    expect(await seen.disk.realPath(join(app.path, '.env'))).toBe(join(app.lane, '.env'))
    expect(await seen.disk.identity(join(app.path, '.env'))).toBe(await disk.identity(join(app.path, '.env')))
    expect(await seen.disk.read('/etc/hostname')).toEqual(await disk.read('/etc/hostname'))
  })

  it('keeps local edits, as sync: pull does, and takes the commit for what it changed', async () => {
    const tip = fetched({ 'a.txt': 'two' })
    writeFiles(app.path, { 'a.txt': 'edited', 'b.txt': 'edited', 'conf/app.conf': null })
    await using seen = await view(tip)
    expect(await readAll(seen, 'a.txt', 'b.txt', 'conf/app.conf')).toEqual(['two', 'edited', undefined])
  })

  it('drops local edits, as sync: reset does, also for the commit that is checked out', async () => {
    writeFiles(app.path, { 'a.txt': 'edited' })
    await using seen = await view(head, { ...app, sync: 'reset' })
    expect(await readAll(seen, 'a.txt')).toEqual(['one'])
  })

  it('is the checkout itself where a deployment would not touch a file', async () => {
    await using seen = await view(head)
    expect(seen.copy).toBeUndefined()
    writeFileSync(join(app.path, 'a.txt'), 'edited')
    await using edited = await view(head)
    expect(edited.copy).toBeUndefined()
    expect(existsSync(data())).toBe(false)
  })

  it('shows a submodule as it is checked out now', async () => {
    const library = createRemote(join(folder.path, 'library'), { 'lib.yml': 'shared' })
    person(remote.work, 'submodule', '--quiet', 'add', library.bare, 'vendor/lib')
    const tip = fetched({ 'a.txt': 'two' })
    writeFiles(app.path, { 'vendor/lib/lib.yml': 'checked out' })
    await using seen = await view(tip)
    expect(await readAll(seen, 'vendor/lib/lib.yml')).toEqual(['checked out'])
  })

  it('removes the copy, too, when the commit cannot be exported', async () => {
    await expect(view('f'.repeat(40))).rejects.toMatchObject({ code: 'GIT_FAILED' })
    expect(readdirSync(join(data(), 'tmp'))).toEqual([])
  })
})

// Only root runs git as somebody else, who may not enter Redhook's data.
describe.runIf(process.getuid?.() === 0)('as root', () => {
  it('a copy of a checkout that belongs to somebody else is written by its owner, and gone afterwards', async () => {
    const tip = fetched({ 'a.txt': 'two' })
    writeFiles(app.path, { '.env': 'A=1' })
    execFileSync('chown', ['-R', '65534:65534', app.path])
    mkdirSync(data(), { mode: 0o700 })
    let copy: string | undefined
    {
      await using seen = await view(tip)
      copy = seen.copy
      expect(await readAll(seen, 'a.txt', '.env')).toEqual(['two', 'A=1'])
      expect(statSync(join(copy ?? '', 'a.txt')).uid).toBe(65534)
      expect(statSync(dirname(copy ?? '')).mode & 0o777).toBe(0o700)
    }
    expect(existsSync(dirname(copy ?? ''))).toBe(false)
  })
})
