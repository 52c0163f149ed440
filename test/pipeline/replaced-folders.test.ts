import { join } from 'node:path'
import { expect, it } from 'vitest'
import { findReplacedFolders } from '../../src/pipeline/replaced-folders.ts'
import { appAt, realGit } from '../support/git-app.ts'
import { createRemote, tempFolder } from '../support/git-repository.ts'
import { composeModel, service } from '../support/plan-samples.ts'

it('finds the mounted folders that lost all their files, and those that stand where a file was', async () => {
  using folder = tempFolder()
  const { git } = realGit(folder.path)
  const remote = createRemote(folder.path, { conf: 'a file', 'html/a': '1', 'html/b': '1', 'css/a': '1', 'js/a': '1' })
  const path = remote.cloneTo(join(folder.path, 'checkout'))
  const from = remote.push({ 'README.md': 'two' })
  const tip = remote.push({ conf: null, 'conf/a': '1', 'html/b': null, 'css/a': null, 'css/b': '1', 'js/b': '1' })
  const app = appAt(path, { lane: path })
  await git.fetchBranch(app, 'main', {})
  const mounts = ['conf', 'html', 'css', 'js'].map(name => `folder ${join(path, name)}`)
  const ways = [{ from, changed: await git.changes(app, from, tip), isBack: false }]
  const found = await findReplacedFolders(app, composeModel([service('web', { mounts })]), { tip, ways }, git)
  expect(found).toEqual([join(path, 'conf'), join(path, 'css')])
})
