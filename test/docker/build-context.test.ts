import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createIgnore } from '../../src/core/plan/ignore-file.ts'
import { type ContextSample, copyAll, sentFiles } from '../support/build-context.ts'
import { contextSamples } from '../support/ignore-cases.ts'
import { ignoreTable, refusedIgnores } from '../support/ignore-table.ts'

const cases = 208
const atOnce = 26
const minutes = 60_000

const told = ({ files, ignore = '' }: ContextSample): string[] => {
  const isExcluded = createIgnore(ignore)
  return [...files, '.dockerignore'].filter(file => !isExcluded(file)).sort()
}

it(`sends what the ignore file leaves in ${cases} random contexts, and nothing else`, {
  timeout: 10 * minutes,
}, async () => {
  const samples = fc.sample(contextSamples, { numRuns: cases, seed: 20_260_731 })
  expect(samples.filter(sample => told(sample).length <= sample.files.length).length).toBeGreaterThan(cases / 2)
  for (let first = 0; first < cases; first += atOnce) {
    const some = samples.slice(first, first + atOnce)
    const sent = await sentFiles(some)
    const found = some.map(({ ignore }, index) => ({ ignore, sent: sent[index] }))
    expect(found).toEqual(some.map(sample => ({ ignore: sample.ignore, sent: told(sample) })))
  }
})

it('agrees with the real builder in every row of the table', { timeout: 5 * minutes }, async () => {
  const rows = ignoreTable.filter(({ ignore }) => ignore !== '')
  const sent = await sentFiles(
    rows.map(({ ignore, sent: kept, excluded }) => ({ ignore, files: [...kept, ...excluded] })),
  )
  const found = rows.map(({ title }, index) => ({ title, sent: sent[index]?.filter(file => file !== '.dockerignore') }))
  expect(found).toEqual(rows.map(({ title, sent: kept }) => ({ title, sent: kept.toSorted() })))
})

it.each(refusedIgnores)('refuses an ignore file that we say excludes nothing: %j', async ignore => {
  await expect(sentFiles([{ files: ['a', 'b'], ignore }])).rejects.toThrow()
})

it('knows the ignore file of a Dockerfile in place of the one of the context', async () => {
  const more = { Dockerfile: copyAll, 'Dockerfile.dockerignore': 'a\n' }
  const [sent] = await sentFiles([{ files: ['a', 'b'], ignore: 'b\n', more }])
  expect(sent).toEqual(['.dockerignore', 'Dockerfile', 'Dockerfile.dockerignore', 'b'])
})

it('takes an empty ignore file of a Dockerfile for one that excludes nothing', async () => {
  const more = { Dockerfile: copyAll, 'Dockerfile.dockerignore': '' }
  const [sent] = await sentFiles([{ files: ['a', 'b'], ignore: 'b\n', more }])
  expect(sent).toEqual(['.dockerignore', 'Dockerfile', 'Dockerfile.dockerignore', 'a', 'b'])
})

it('builds by a Dockerfile that the ignore file excludes, itself included', async () => {
  const [sent] = await sentFiles([
    { files: ['a'], ignore: 'Dockerfile\n.dockerignore\n', more: { Dockerfile: copyAll } },
  ])
  expect(sent).toEqual(['a'])
})

it('sends symlinks as they are, whether or not what they lead to is excluded', async () => {
  const more = { link: '-> target/file', folder: '-> target', broken: '-> nowhere', 'target/file': 'x' }
  const [sent] = await sentFiles([{ files: ['a'], ignore: 'target\nbroken\n', more }])
  expect(sent).toEqual(['.dockerignore', 'a', 'folder', 'link'])
})
