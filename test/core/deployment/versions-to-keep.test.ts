import { describe, expect, it } from 'vitest'
import type { Version } from '../../../src/core/deployment/deployment.ts'
import { formatVersionTag } from '../../../src/core/deployment/version-tag.ts'
import { type KnownVersions, keptMarks, outdatedTags } from '../../../src/core/deployment/versions-to-keep.ts'

const ids = (...all: readonly number[]) => all.map(id => ({ id }))
const version = (deployment?: number): Version => ({
  ...(deployment === undefined ? {} : { deployment }),
  composeFiles: [],
  images: [],
})

/** A deployment that made this commit live. */
const of = (letter: string, id: number) => ({ id, version: { ...version(id), commit: letter.repeat(40) } })

interface Row extends KnownVersions {
  readonly title: string
  readonly kept: readonly string[]
}

const rows: readonly Row[] = [
  { title: 'the first version', live: { id: 1 }, good: [], unfinished: [], versions: 3, kept: ['1'] },
  {
    title: 'as many as are wanted',
    live: { id: 9 },
    good: ids(7, 5, 4),
    unfinished: [],
    versions: 3,
    kept: ['9', '7', '5'],
  },
  {
    title: 'the live one once',
    live: { id: 9 },
    good: ids(9, 7, 5),
    unfinished: [],
    versions: 3,
    kept: ['9', '7', '5'],
  },
  { title: 'the live one alone', live: { id: 9 }, good: ids(7), unfinished: [], versions: 1, kept: ['9'] },
  {
    title: 'different ones: the same deployed again is no further one, and neither is a rollback to it',
    live: of('b', 8),
    good: [of('c', 7), of('b', 6), of('b', 5), of('a', 4), of('z', 3)],
    unfinished: [],
    versions: 3,
    kept: ['8', '7', '4'],
  },
  {
    title: 'where an unfinished deployment goes back to',
    live: { id: 9 },
    good: [],
    unfinished: [{ id: 12, previous: version(2) }, { id: 13 }],
    versions: 1,
    kept: ['9', '2', 'before-12'],
  },
  {
    title: 'what ran before Redhook, as long as the first deployment may go back to it',
    live: { id: 1 },
    good: [],
    unfinished: [{ id: 1, previous: version() }],
    versions: 1,
    kept: ['1', 'before-1'],
  },
]

describe('versions that are kept', () => {
  it.each(rows)('$title', ({ kept, ...known }) => {
    expect([...keptMarks(known)].sort()).toEqual(kept.toSorted())
  })
})

describe('names that are let go', () => {
  const tags = (project: string, ...marks: readonly string[]) =>
    marks.map(mark => formatVersionTag(project, mark, 'web'))

  it('are those of this project and of no kept version', () => {
    const all = [...tags('redshop', '1', '2', 'before-1'), formatVersionTag('redshop', '1', 'db.cache')]
    expect(outdatedTags(all, 'redshop', new Set(['2']))).toEqual([
      ...tags('redshop', '1', 'before-1'),
      'redhook/version:redshop.1.db.cache',
    ])
  })

  it('are never those of a project that is called alike, nor names we did not give', () => {
    const others = [
      ...tags('redshop2', '1'),
      ...tags('blueshop', '1'),
      'redshop-web:latest',
      'redhook/version:latest',
      'redhook/version2:redshop.1.web',
    ]
    expect(outdatedTags(others, 'redshop', new Set())).toEqual([])
  })
})
