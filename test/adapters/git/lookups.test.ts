import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { realGit } from '../../support/git-app.ts'
import { createRemote, type GitRemote, git as person, tempFolder } from '../../support/git-repository.ts'

const folder = tempFolder()
const { git, commands } = realGit(folder.path)
let remote: GitRemote
let checkout: { path: string }
let first: string
let second: string
let third: string

beforeAll(() => {
  remote = createRemote(folder.path, {
    'web/src/a.txt': 'a\n',
    'web/src/b.txt': 'b\n',
    'api/a.txt': 'a\n',
    'data/only.txt': 'x\n',
    'stay*/a.txt': 'a\n',
    'becomes/a.txt': 'a\n',
  })
  first = person(remote.work, 'rev-parse', 'HEAD')
  person(remote.work, 'tag', '-a', 'v1', '-m', 'one')
  person(remote.work, 'tag', 'blob', 'HEAD:api/a.txt')
  second = remote.push({ 'web/src/a.txt': 'changed\n', 'web/src/b.txt': null, 'api/a.txt': null, 'api/b.txt': 'b\n' })
  person(remote.work, 'push', '-q', 'origin', 'v1', 'blob', `${first}:refs/heads/v1`, `${second}:refs/heads/feature/x`)
  checkout = { path: remote.cloneTo(join(folder.path, 'checkout')) }
  remote.push({ 'data/only.txt': null, becomes: null })
  third = remote.push({ becomes: 'a file now\n' })
  person(remote.work, 'tag', '-a', 'v2', '-m', 'two')
  person(remote.work, 'push', '-q', 'origin', 'v2', `${third}:refs/heads/later`)
})
afterAll(() => folder[Symbol.dispose]())

describe('resolveCommit', () => {
  const resolve = (ref: string) => git.resolveCommit(checkout, ref)

  it('takes branches, tags and commits, also abbreviated ones and full names', async () => {
    person(checkout.path, 'branch', 'mine', first)
    person(checkout.path, 'tag', '-f', 'light', second)
    const meant = { main: second, 'feature/x': second, 'origin/main': second, mine: first, light: second, HEAD: second }
    const full = { 'refs/tags/v1': first, 'refs/heads/main': second, [second]: second, [second.slice(0, 8)]: second }
    for (const [ref, commit] of Object.entries({ ...meant, ...full }))
      expect([ref, await resolve(ref)]).toEqual([ref, commit])
  })

  it('prefers the branch as the remote has it: to the checkout and to a tag of that name', async () => {
    person(checkout.path, 'branch', '-f', 'feature/x', first)
    person(checkout.path, 'tag', '-f', 'feature/x', first)
    expect(await resolve('feature/x')).toBe(second)
    person(checkout.path, 'update-ref', '-d', 'refs/heads/feature/x')
    person(checkout.path, 'update-ref', '-d', 'refs/remotes/origin/v1')
    expect(await resolve('v1')).toBe(first)
  })

  it('knows nothing of what is not there, names no commit, or means several', async () => {
    for (const ref of ['nope', 'f'.repeat(40), 'ffff', 'blob', third, 'later'])
      expect(await resolve(ref)).toBeUndefined()
    const twins = commitsThatBeginAlike(checkout.path)
    expect(await resolve(twins)).toBeUndefined()
  })

  it.each([
    '',
    '-h',
    '--all',
    'main~1',
    'main..v1',
    'main@{1}',
    ':/one',
    'main:web',
    'a b',
    'a\nmain',
    '*',
    'x.lock',
    '@',
  ])('gives git no word of its own language: %j', async ref => {
    commands.length = 0
    expect(await resolve(ref)).toBeUndefined()
    expect(commands).toEqual([])
  })

  it('survives any text', async () => {
    const pieces = fc.constantFrom(
      'main',
      '/',
      '-',
      '.',
      '..',
      '~',
      '^',
      '{',
      '@',
      '0',
      'refs/heads/',
      '\0',
      '\n',
      'é',
      '\\',
    )
    await fc.assert(
      fc.asyncProperty(fc.array(pieces, { maxLength: 5 }), async parts => {
        expect([undefined, first, second]).toContain(await resolve(parts.join('')))
      }),
      { numRuns: 30 },
    )
  })
})

/** Two commits whose hashes begin with the same four digits; returns those. */
function commitsThatBeginAlike(cwd: string): string {
  const tree = person(cwd, 'rev-parse', 'HEAD^{tree}')
  const seen = new Map<string, string>()
  for (let number = 0; ; number++) {
    const commit = `tree ${tree}\nauthor Ada <a@b> 0 +0000\ncommitter Ada <a@b> 0 +0000\n\n${number}\n`
    const begin = createHash('sha1').update(`commit ${commit.length}\0${commit}`).digest('hex').slice(0, 4)
    const twin = seen.get(begin)
    seen.set(begin, commit)
    if (twin === undefined) continue
    for (const input of [twin, commit])
      execFileSync('git', ['hash-object', '-t', 'commit', '-w', '--stdin'], { cwd, input })
    return begin
  }
}

const kept = async (base: string, tip: string, ...folders: string[]) =>
  [...(await git.keptFolders(checkout, base, tip, folders))].sort()

describe('keptFolders', () => {
  it('names the folders where a file of the same path was and is', async () => {
    const folders = ['web', 'web/src', 'web/s', 'api', 'data', 'stay*', 'nowhere', '.']
    expect(await kept(first, second, ...folders)).toEqual(['.', 'data', 'stay*', 'web', 'web/src'])
    expect(await kept(second, first, ...folders)).toEqual(['.', 'data', 'stay*', 'web', 'web/src'])
  })

  it('takes neither a folder that became a file, nor one whose files all went, nor anything when the base is gone', async () => {
    await git.fetchObjects(checkout, 'main', {})
    expect(await kept(second, third, 'becomes', 'data', 'web/')).toEqual(['web/'])
    expect(await kept('f'.repeat(40), third, 'web', '')).toEqual([''])
  })

  it('asks git nothing about the root, which always stays', async () => {
    commands.length = 0
    expect(await kept(first, second, '.')).toEqual(['.'])
    expect(commands).toEqual([])
  })
})

describe('keptFolders of any two commits', () => {
  type Tree = Readonly<Record<string, string>>
  const anyPath = fc.constantFrom('a', 'a/x', 'a/y', 'a/b/x', 'b/x', 'b/c/x', 'b/c/d/x')
  /** A file that is in the way of a folder goes before it. */
  const anyTree = fc.dictionary(anyPath, fc.constantFrom('one', 'two')).map(files => {
    const hasFileAbove = (path: string) => Object.keys(files).some(other => path.startsWith(`${other}/`))
    return Object.fromEntries(Object.entries(files).filter(([path]) => !hasFileAbove(path)))
  })

  it('are those with a path that is in both', async () => {
    const pairs = fc.sample(fc.tuple(anyTree, anyTree), 30)
    importTrees(pairs.flat())
    for (const [at, [before, after]] of pairs.entries()) {
      const both = Object.keys(before).filter(path => path in after)
      const folders = ['a', 'a/b', 'b', 'b/c', 'b/c/d', 'c']
      const expected = folders.filter(folder => both.some(path => `${path}/`.startsWith(`${folder}/`)))
      const found = await kept(`refs/any/${2 * at}`, `refs/any/${2 * at + 1}`, ...folders)
      expect({ before, after, found }).toEqual({ before, after, found: expected })
    }
  })

  /** One commit a tree, as `refs/any/<number>`. */
  function importTrees(trees: readonly Tree[]): void {
    const data = (text: string) => `data ${text.length}\n${text}\n`
    const commits = trees.map((tree, at) => {
      const files = Object.entries(tree).map(([path, text]) => `M 100644 inline ${path}\n${data(text)}`)
      return `commit refs/any/${at}\ncommitter Ada <ada@example.org> 0 +0000\n${data('any')}${files.join('')}\n`
    })
    execFileSync('git', ['fast-import', '--quiet'], { cwd: checkout.path, input: commits.join('') })
  }
})

describe('fetchRef', () => {
  it('brings the commit of a branch or a tag, and moves no ref', async () => {
    const refs = person(checkout.path, 'for-each-ref')
    expect(await git.fetchRef(checkout, 'later', {})).toBe(third)
    expect(await git.fetchRef(checkout, 'v2', {})).toBe(third)
    expect(await git.fetchRef(checkout, 'v1', {})).toBe(first)
    expect(person(checkout.path, 'cat-file', '-t', third)).toBe('commit')
    expect(person(checkout.path, 'for-each-ref')).toBe(refs)
    expect(person(checkout.path, 'status', '--porcelain')).toBe('')
  })

  it('finds an annotated tag whose commit is on no branch', async () => {
    const lonely = person(remote.work, 'commit-tree', 'HEAD^{tree}', '-p', first, '-m', 'lonely')
    person(remote.work, 'tag', '-a', 'lonely', '-m', 'lonely', lonely)
    person(remote.work, 'push', '-q', 'origin', 'lonely')
    expect(await git.fetchRef(checkout, 'lonely', {})).toBe(lonely)
    expect(await git.changes(checkout, first, lonely)).toEqual(await git.changes(checkout, first, third))
  })

  it('is undefined for what the remote does not have, what is no commit, and what is no name', async () => {
    for (const ref of ['nope', 'blob', second, 'main*', '--upload-pack=x', 'main..v1'])
      expect(await git.fetchRef(checkout, ref, {})).toBeUndefined()
  })
})
