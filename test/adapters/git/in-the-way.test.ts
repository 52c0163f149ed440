import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { inTheWayOf } from '../../../src/adapters/git/in-the-way.ts'
import { tempFolder } from '../../support/git-repository.ts'

const folder = tempFolder()
afterAll(() => folder[Symbol.dispose]())

const at = (...parts: string[]) => join(folder.path, ...parts)
mkdirSync(at('elsewhere'))
writeFileSync(at('elsewhere/precious'), '')
mkdirSync(at('root/assets/deep'), { recursive: true })
writeFileSync(at('root/assets/own'), '')
writeFileSync(at('root/assets/deep/own'), '')
symlinkSync(at('elsewhere'), at('root/assets/link'))

it.each([
  ['nothing where nothing is', 'other', []],
  ['the file itself', 'assets/own', ['assets/own']],
  [
    'all files of a folder of that name, and never what a symlink in it leads to',
    'assets',
    ['assets/deep/own', 'assets/link', 'assets/own'],
  ],
  ['a symlink to a folder', 'assets/link', ['assets/link']],
  ['a symlink where a folder shall be', 'assets/link/new', ['assets/link']],
])('%s', (_, path, found) => expect(inTheWayOf(at('root'), path).sort()).toEqual(found))
