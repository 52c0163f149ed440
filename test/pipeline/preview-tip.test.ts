import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findTip } from '../../src/pipeline/preview-tip.ts'
import { appAt, realGit } from '../support/git-app.ts'
import { createRemote, type GitRemote, git as person, tempFolder } from '../support/git-repository.ts'

const folder = tempFolder()
const { git } = realGit(folder.path)
let remote: GitRemote
let path: string
let first: string
let tagged: string
let tip: string
let feature: string

beforeAll(() => {
  remote = createRemote(folder.path, { 'a.txt': 'one' })
  first = person(remote.work, 'rev-parse', 'HEAD')
  path = remote.cloneTo(join(folder.path, 'checkout'))
  tagged = remote.push({ 'a.txt': 'two' })
  person(remote.work, 'tag', '-a', 'v1', '-m', 'the first', tagged)
  person(remote.work, 'push', '--quiet', 'origin', 'v1')
  tip = remote.push({ 'a.txt': 'three' })
  feature = remote.push({ 'a.txt': 'four' }, { branch: 'feature/cart' })
})
afterAll(() => folder[Symbol.dispose]())

const find = (ref?: string) => findTip(appAt(path, { branch: 'main' }), ref, git)

describe('what is planned', () => {
  it.each([
    { title: 'the tip of the branch at the remote, without a ref', ref: () => undefined, commit: () => tip },
    { title: 'the tip of another branch', ref: () => 'feature/cart', commit: () => feature },
    { title: 'the commit of a tag', ref: () => 'v1', commit: () => tagged },
    { title: 'a commit that is here', ref: () => first, commit: () => first },
    { title: 'an abbreviated commit', ref: () => first.slice(0, 10), commit: () => first },
    { title: 'a commit of the branch that was not fetched yet', ref: () => tip.slice(0, 12), commit: () => tip },
  ])('is $title', async ({ ref, commit }) => {
    expect(await find(ref())).toEqual({ gone: false, commit: commit(), head: first })
  })

  it.each(['nosuch', 'f'.repeat(40), 'main~1', '--upload-pack=x', ':a.txt', 'v1^{tree}'])(
    'is nothing for %s, which is no branch, tag or commit',
    async ref => {
      await expect(find(ref)).rejects.toMatchObject({ code: 'REF_UNKNOWN' })
    },
  )

  it('moves no ref of the checkout', () => {
    const refs = person(path, 'for-each-ref', '--format=%(refname) %(objectname)')
    expect(refs.split('\n').filter(line => !line.startsWith('refs/remotes/origin/HEAD'))).toEqual([
      `refs/heads/main ${first}`,
      `refs/remotes/origin/main ${first}`,
    ])
  })

  it('needs a checkout: nothing is cloned for it', async () => {
    const missing = appAt(join(folder.path, 'missing'), { branch: 'main', url: remote.bare })
    for (const ref of [undefined, 'v1']) {
      await expect(findTip(missing, ref, git)).rejects.toMatchObject({ code: 'CHECKOUT_MISSING' })
    }
  })
})
