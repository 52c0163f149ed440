import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { realGit } from '../../support/git-app.ts'
import { createRemote, type GitRemote, git as person, tempFolder } from '../../support/git-repository.ts'

const folder = tempFolder()
const { git, commands } = realGit(folder.path)
let remote: GitRemote
let checkout: { path: string }
let base: string
let tip: string

beforeAll(() => {
  remote = createRemote(folder.path, {
    'a.txt': 'one\n',
    'web/Dockerfile': 'FROM a\n',
    'run.sh': '#!/bin/sh\n',
    'gone.txt': 'x\n',
  })
  base = person(remote.work, 'rev-parse', 'HEAD')
  remote.push({
    'gone.txt': null,
    'café "x"\n.txt': 'odd\n',
    out: { link: '/etc/passwd' },
    in: { link: 'a.txt' },
    'dir/REBUILD_TRIGGER': '1\n',
  })
  person(remote.work, 'mv', 'web/Dockerfile', 'web/Containerfile')
  person(remote.work, 'update-index', '--chmod=+x', 'run.sh')
  person(remote.work, 'update-index', '--add', '--cacheinfo', `160000,${base},vendor/lib`)
  person(remote.work, 'commit', '-qm', 'moved')
  person(remote.work, 'push', '-q', 'origin', 'HEAD:main')
  tip = person(remote.work, 'rev-parse', 'HEAD')
  checkout = { path: remote.cloneTo(join(folder.path, 'checkout')) }
})
afterAll(() => folder[Symbol.dispose]())

describe('changes', () => {
  const between = async (from: string, to: string) =>
    (await git.changes(checkout, from, to))?.map(({ path, status }) => `${status} ${path}`).sort()

  it('names both sides of a rename, deletions, modes, submodules and odd names', async () => {
    expect(await between(base, tip)).toEqual([
      'added café "x"\n.txt',
      'added dir/REBUILD_TRIGGER',
      'added in',
      'added out',
      'added vendor/lib',
      'added web/Containerfile',
      'deleted gone.txt',
      'deleted web/Dockerfile',
      'modified run.sh',
    ])
  })

  it('calls a submodule that moved and a file that became a link modified', async () => {
    const { work } = remote
    person(work, 'update-index', '--cacheinfo', `160000,${tip},vendor/lib`)
    person(work, 'update-index', '--cacheinfo', `120000,${person(work, 'rev-parse', 'HEAD:run.sh')},a.txt`)
    const tree = person(work, 'write-tree')
    person(work, 'reset', '-q')
    const bumped = person(work, 'commit-tree', tree, '-p', tip, '-m', 'bumped')
    person(work, 'push', '-q', 'origin', `${bumped}:refs/heads/bumped`)
    await git.fetchObjects(checkout, 'bumped', {})
    expect(await between(tip, bumped)).toEqual(['modified a.txt', 'modified vendor/lib'])
    expect(await between(bumped, tip)).toEqual(['modified a.txt', 'modified vendor/lib'])
  })

  it('is undefined when the base is gone, and empty for the same commit', async () => {
    expect(await git.changes(checkout, 'f'.repeat(40), tip)).toBeUndefined()
    expect(await git.changes(checkout, tip, tip)).toEqual([])
  })
})

describe('reading at a commit', () => {
  it('reads a file, follows symlinks inside the repository and never out of it', async () => {
    expect(String(await git.readFileAt(checkout, tip, 'a.txt'))).toBe('one\n')
    expect(String(await git.readFileAt(checkout, tip, 'in'))).toBe('one\n')
    expect(String(await git.readFileAt(checkout, base, 'gone.txt'))).toBe('x\n')
    for (const path of ['out', 'gone.txt', 'web', '../a.txt', 'no\nname']) {
      expect(await git.readFileAt(checkout, tip, path)).toBeUndefined()
    }
  })

  it('says which paths exist, and the blob of one', async () => {
    const paths = ['a.txt', 'web', 'dir/REBUILD_TRIGGER', 'gone.txt', '*.txt', 'nope']
    expect([...(await git.existAt(checkout, tip, paths))].sort()).toEqual(['a.txt', 'dir/REBUILD_TRIGGER', 'web'])
    expect([...(await git.existAt(checkout, tip, ['web', 'web/Containerfile']))]).toEqual(['web', 'web/Containerfile'])
    expect(await git.existAt(checkout, tip, [])).toEqual(new Set())
    expect(await git.blobAt(checkout, tip, 'a.txt')).toBe(person(remote.work, 'rev-parse', `${tip}:a.txt`))
    expect(await git.blobAt(checkout, tip, 'web')).toBeUndefined()
    expect(await git.blobAt(checkout, tip, 'nope')).toBeUndefined()
  })

  it('says whether a path is tracked, with stars taken literally', async () => {
    expect(await git.isTracked(checkout, 'a.txt')).toBe(true)
    expect(await git.isTracked(checkout, '*.txt')).toBe(false)
  })
})

it('pins a commit once, and again only when it moves', async () => {
  await git.pin(checkout, 'redshop', base)
  expect(person(checkout.path, 'rev-parse', 'refs/redhook/redshop/base')).toBe(base)
  commands.length = 0
  await git.pin(checkout, 'redshop', base)
  expect(commands).toEqual([])
  await git.pin(checkout, 'redshop', tip)
  expect(person(checkout.path, 'rev-parse', 'refs/redhook/redshop/base')).toBe(tip)
})

it('tells version, branch and remote', async () => {
  expect(await git.version()).toMatch(/^\d+\.\d+/)
  expect(await git.currentBranch(checkout.path)).toBe('main')
  expect(await git.currentBranch(join(folder.path, 'nowhere'))).toBeUndefined()
  expect(await git.remoteUrl(checkout)).toBe(remote.bare)
  expect(await git.defaultBranch(checkout)).toBe('main')
})

it('packs when git thinks it is time, and ends before it returns', async () => {
  await git.tidy(checkout, {})
  expect(await git.leftovers(checkout)).toEqual([])
})
