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

interface Row extends KnownVersions {
  readonly title: string
  readonly kept: readonly string[]
}

const rows: readonly Row[] = [
  { title: 'the first version', live: 1, good: [], unfinished: [], versions: 3, kept: ['1'] },
  { title: 'as many as are wanted', live: 9, good: ids(7, 5, 4), unfinished: [], versions: 3, kept: ['9', '7', '5'] },
  { title: 'the live one once', live: 9, good: ids(9, 7, 5), unfinished: [], versions: 3, kept: ['9', '7', '5'] },
  { title: 'the live one alone', live: 9, good: ids(7), unfinished: [], versions: 1, kept: ['9'] },
  {
    title: 'where an unfinished deployment goes back to',
    live: 9,
    good: [],
    unfinished: [{ id: 12, previous: version(2) }, { id: 13 }],
    versions: 1,
    kept: ['9', '2', 'before-12'],
  },
  {
    title: 'what ran before Redhook, as long as the first deployment may go back to it',
    live: 1,
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
