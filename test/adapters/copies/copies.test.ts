import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createCopies } from '../../../src/adapters/copies/copies.ts'
import type { Copy } from '../../../src/pipeline/ports/copies.ts'
import { type Files, type TempFolder, tempFolder, writeFiles } from '../../support/git-repository.ts'

let folder: TempFolder
let checkout: string
beforeEach(() => {
  folder = tempFolder()
  checkout = join(folder.path, 'checkout')
  mkdirSync(checkout)
})
afterEach(() => folder[Symbol.dispose]())

const data = () => join(folder.path, 'data')

/** A copy with these files, of a checkout with those. */
async function open(inCheckout: Files, inCopy: Files = {}): Promise<Copy> {
  writeFiles(checkout, inCheckout)
  const copy = await createCopies(data()).open(checkout)
  writeFiles(copy.folder, inCopy)
  return copy
}

const readIn = (copy: Copy, path: string): string | undefined =>
  existsSync(join(copy.folder, path)) ? readFileSync(join(copy.folder, path), 'utf8') : undefined

describe('a copy', () => {
  it('is closed to others, below the data folder, and gone once disposed', async () => {
    const copy = await open({})
    const [name = ''] = readdirSync(join(data(), 'tmp'))
    expect(copy.folder).toBe(join(data(), 'tmp', name, 'tree'))
    expect(statSync(join(data(), 'tmp', name)).mode & 0o777).toBe(0o700)
    await copy[Symbol.asyncDispose]()
    expect(readdirSync(join(data(), 'tmp'))).toEqual([])
  })

  it('of a killed Redhook is removed at the next start, and nothing else', async () => {
    await open({ a: '1' }, { b: '2' })
    writeFileSync(join(data(), 'tmp', 'somebody-else'), '')
    createCopies(data()).clear()
    expect(readdirSync(join(data(), 'tmp'))).toEqual(['somebody-else'])
    expect(readFileSync(join(checkout, 'a'), 'utf8')).toBe('1')
  })

  it('that was never opened has nothing to be cleared', () => {
    createCopies(data()).clear()
    expect(existsSync(data())).toBe(false)
  })
})

describe('laying over', () => {
  it('shows files and whole folders of the checkout as they are at any moment', async () => {
    await using copy = await open({ '.env': 'A=1', 'data/deep/x': 'x' }, { 'a.txt': 'from git' })
    await copy.layOver(['.env', 'data'], 'keep')
    expect([readIn(copy, '.env'), readIn(copy, 'data/deep/x'), readIn(copy, 'a.txt')]).toEqual(['A=1', 'x', 'from git'])
    writeFileSync(join(checkout, '.env'), 'A=2')
    expect(readIn(copy, '.env')).toBe('A=2')
  })

  it('keeps what the commit has, and goes on inside folders that both have', async () => {
    await using copy = await open(
      { 'conf/app.conf': 'old', 'conf/local.conf': 'local', 'conf/sub/own': '1' },
      { 'conf/app.conf': 'new', 'conf/sub/theirs': '2' },
    )
    await copy.layOver(['conf'], 'keep')
    expect(readIn(copy, 'conf/app.conf')).toBe('new')
    expect(readIn(copy, 'conf/local.conf')).toBe('local')
    expect([readIn(copy, 'conf/sub/own'), readIn(copy, 'conf/sub/theirs')]).toEqual(['1', '2'])
    expect(readdirSync(join(checkout, 'conf/sub')), 'nothing is written to the checkout').toEqual(['own'])
  })

  it('replaces a file by the local edit, and removes what was deleted there', async () => {
    await using copy = await open({ 'a.txt': 'edited' }, { 'a.txt': 'committed', 'b.txt': 'committed' })
    await copy.layOver(['a.txt', 'b.txt'], 'replace')
    expect([readIn(copy, 'a.txt'), readIn(copy, 'b.txt')]).toEqual(['edited', undefined])
    expect(readFileSync(join(checkout, 'a.txt'), 'utf8')).toBe('edited')
  })

  it('writes nothing where a link of the commit leads out of the copy', async () => {
    const outside = join(folder.path, 'outside')
    mkdirSync(outside)
    await using copy = await open({ 'link/.env': 'A=1' }, { 'a.txt': '' })
    symlinkSync(outside, join(copy.folder, 'link'))
    await copy.layOver(['link/.env', '../escaped', 'link'], 'keep')
    expect(readdirSync(outside)).toEqual([])
    expect(existsSync(join(copy.folder, '../escaped'))).toBe(false)
    expect(lstatSync(join(copy.folder, 'link')).isSymbolicLink()).toBe(true)
  })

  it('leaves a commit that made a file of a folder as it is', async () => {
    await using copy = await open({ 'conf/local': '1' }, { conf: 'now a file' })
    await copy.layOver(['conf', 'conf/local'], 'keep')
    expect(readIn(copy, 'conf')).toBe('now a file')
  })
})
