import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { GitFolders } from '../../../src/adapters/git/git-files.ts'
import { looseChain, readLooseCommit } from '../../../src/adapters/git/loose-commit.ts'
import { createRemote, type GitRemote, git as person, tempFolder } from '../../support/git-repository.ts'

const folder = tempFolder()
let remote: GitRemote
let folders: GitFolders
let tree: string

beforeAll(() => {
  remote = createRemote(folder.path, { 'a.txt': 'one\n' })
  const own = join(remote.work, '.git')
  folders = { own, common: own }
  tree = person(remote.work, 'rev-parse', 'HEAD^{tree}')
})
afterAll(() => folder[Symbol.dispose]())

const ann = 'Ann <ann@example.org> 1700000000 +0100'

/** Writes a commit object as it is given, and returns its hash. */
function write(message: string | Buffer, { author = ann, more = '' } = {}): string {
  const head = Buffer.from(`tree ${tree}\nauthor ${author}\ncommitter Bob <b@example.org> 1700000001 -0500\n${more}\n`)
  const input = Buffer.concat([head, Buffer.from(message)])
  const args = ['hash-object', '-t', 'commit', '-w', '--literally', '--stdin']
  return execFileSync('git', args, { cwd: remote.work, input, encoding: 'utf8' }).trim()
}

const asGitSays = (hash: string) => {
  const format = '--format=%H%x00%an%x00%ct%x00%s'
  const [commit, author, seconds, subject] = person(remote.work, 'log', '-1', format, hash).split('\0')
  return { commit, author, subject, committedAt: Number(seconds) * 1000 }
}

describe('a commit in a file of its own', () => {
  const messages = [
    'One line\n',
    'No line end',
    '',
    '\n\n  Indented, after empty lines\n\nBody\n',
    'A subject\nof two lines \t\n\nand a body\n\nof two paragraphs\n',
    'Ends in a carriage return\r\n\r\nBody\r\n',
    'A line of blanks ends it\n \t \nBody\n',
    'Ümläut, 日本語 and a hard\u00a0blank\n',
    ' \n\t\n',
  ]
  it.each(messages)('is read as git reads it: %j', message => {
    const hash = write(message)
    expect(readLooseCommit(folders, hash)).toEqual({ ...asGitSays(hash), parents: [] })
  })

  const authors = ['Ann B. C. <> 1 +0000', 'O\u2019Neill, Jr. <a@b> 1234567890 +0000', '"q" <a b@c> 1 -1200']
  it.each(authors)('is read as git reads it, by %s', author => {
    const hash = write('x', { author })
    expect(readLooseCommit(folders, hash)).toEqual({ ...asGitSays(hash), parents: [] })
  })

  it('is read past a signature, which may say anything', () => {
    const more = 'gpgsig -----BEGIN-----\n parent 0123\n author Eve <e@x> 1 +0000\n \n -----END-----\n'
    const hash = write('Signed\n', { more })
    expect(readLooseCommit(folders, hash)).toEqual({ ...asGitSays(hash), parents: [] })
  })

  it.each([
    ['of another encoding', () => write(Buffer.from([0xe4, 0x0a]), { more: 'encoding ISO-8859-1\n' })],
    ['that is not UTF-8', () => write(Buffer.from([0xe4, 0x0a]))],
    ['by nobody', () => write('x', { author: ' <a@b> 1 +0000' })],
    ['by a name with brackets', () => write('x', { author: 'A <B> C <a@b> 1 +0000' })],
    ['that is very long', () => write('x'.repeat(70_000))],
    ['that is a file', () => person(remote.work, 'rev-parse', 'HEAD:a.txt')],
    ['that is not there', () => '0'.repeat(40)],
  ])('is left to git where it is one %s', (_, hash) => {
    expect(readLooseCommit(folders, hash())).toBeUndefined()
  })
})

describe('a chain of commits', () => {
  it('goes down first parents to the base, which is not part of it', () => {
    const base = person(remote.work, 'rev-parse', 'HEAD')
    person(remote.work, 'commit', '-q', '--allow-empty', '-m', 'two')
    const side = person(remote.work, 'commit-tree', tree, '-p', base, '-m', 'side')
    person(remote.work, 'merge', '-q', '--no-ff', '-m', 'three', side)
    const tip = person(remote.work, 'rev-parse', 'HEAD')
    const chain = looseChain(folders, base, tip)
    expect(chain?.map(({ subject, parents }) => [subject, parents.length])).toEqual([
      ['three', 2],
      ['two', 1],
    ])
    expect(looseChain(folders, tip, tip)).toEqual([])
    expect(looseChain(folders, side, tip)).toBeUndefined()
    expect(looseChain(folders, '0'.repeat(40), tip)).toBeUndefined()

    writeFileSync(join(folders.common, 'shallow'), `${tip}\n`)
    expect(looseChain(folders, base, tip)).toBeUndefined()
  })
})
