import { expect, it } from 'vitest'
import { appAt, realGit } from '../../support/git-app.ts'
import { createRemote, git, tempFolder } from '../../support/git-repository.ts'

it('makes the commit of a merge in the object store alone, always the same one', async () => {
  using folder = tempFolder()
  const remote = createRemote(folder.path, { 'a.txt': 'a\n', 'b.txt': 'b\n' })
  const app = appAt(remote.cloneTo(`${folder.path}/checkout`))
  const ours = remote.push({ 'a.txt': 'ours\n' })
  git(remote.work, 'reset', '--quiet', '--hard', 'HEAD~1')
  const theirs = remote.push({ 'b.txt': 'theirs\n' }, { branch: 'feature' })
  const clashing = remote.push({ 'a.txt': 'clashing\n' }, { branch: 'clashing' })
  git(app.path, 'fetch', '--quiet', 'origin')
  const before = git(app.path, 'status', '--porcelain', '--branch')

  const { git: real } = realGit(folder.path)
  const merged = (await real.mergeOf(app, ours, theirs)) ?? ''
  expect([git(app.path, 'show', `${merged}:a.txt`), git(app.path, 'show', `${merged}:b.txt`)]).toEqual([
    'ours',
    'theirs',
  ])
  expect(git(app.path, 'log', '-1', '--format=%P', merged)).toBe(`${ours} ${theirs}`)
  expect(await real.mergeOf(app, ours, theirs)).toBe(merged)
  expect(await real.mergeOf(app, ours, clashing)).toBeUndefined()
  expect(git(app.path, 'status', '--porcelain', '--branch')).toBe(before)
})
