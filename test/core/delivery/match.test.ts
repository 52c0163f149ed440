import { describe, expect, it } from 'vitest'
import { createAppIndex } from '../../../src/core/delivery/app-index.ts'
import { matchPush } from '../../../src/core/delivery/match-push.ts'
import type { RefChange } from '../../../src/core/delivery/meaning.ts'
import { testApp } from '../../support/app-samples.ts'

const registry = createAppIndex([
  testApp({ name: 'shop', repository: 'acme/shop', branch: 'main' }),
  testApp({ name: 'blog', repository: 'acme/blog', branch: 'main' }),
  testApp({ name: 'blog-live', repository: 'Acme/Blog', branch: 'production' }),
  testApp({ name: 'any', repository: '*/site', branch: 'main' }),
  testApp({ name: 'exact', repository: 'acme/site', branch: 'main' }),
  (({ branch: _, ...app }) => app)(testApp({ name: 'open', repository: 'acme/open' })),
  testApp({ name: 'redhook', repository: 'acme/redhook', self: 'skip' }),
])

const push = (fullName: string, ref = 'refs/heads/main', more: Partial<RefChange> = {}) => {
  const [name = '', owner] = fullName.split('/').reverse()
  const repository = owner === undefined ? { name } : { owner, name }
  const refs = [{ ref, deleted: false, forced: false, ...more }]
  const { queue, reason } = matchPush({ kind: 'push', repository, refs }, registry.find('github', repository))
  return `${queue.map(({ app }) => app.name).join(' ') || 'nothing'}: ${reason}`
}

describe('matchPush', () => {
  it.each([
    ['the deployed branch', push('acme/shop'), 'shop: main of acme/shop was pushed: shop will be deployed'],
    ['another case of letters', push('ACME/Shop'), 'shop: main of ACME/Shop was pushed: shop will be deployed'],
    [
      'one of two branches',
      push('acme/blog', 'refs/heads/production'),
      'blog-live: production of acme/blog was pushed: blog-live will be deployed; blog deploys main',
    ],
    [
      'a branch nobody deploys',
      push('acme/blog', 'refs/heads/topic'),
      'nothing: topic of acme/blog was pushed: blog deploys main; blog-live deploys production',
    ],
    [
      'branches of another case',
      push('acme/shop', 'refs/heads/Main'),
      'nothing: Main of acme/shop was pushed: shop deploys main',
    ],
    ['a tag', push('acme/shop', 'refs/tags/main'), 'nothing: main is a tag; only branches are deployed'],
    ['a ref that is neither', push('acme/shop', 'main'), 'nothing: main is not a branch; only branches are deployed'],
    [
      'a deleted branch',
      push('acme/shop', 'refs/heads/main', { deleted: true }),
      'nothing: the branch main of acme/shop was deleted; what runs stays',
    ],
    ['the same name of another owner', push('evil/shop'), 'nothing: evil/shop is not in the registry'],
    ['a name with a path in it', push('../shop'), 'nothing: ../shop is not in the registry'],
    ['a Unicode twin', push('acme/blo\u0261'), 'nothing: acme/blo\u0261 is not in the registry'],
    [
      'a letter that Unicode folds to k',
      push('acme/redhoo\u212A'),
      'nothing: acme/redhoo\u212A is not in the registry',
    ],
    ['a star as an owner', push('*/site'), 'any: main of */site was pushed: any will be deployed'],
    ['any owner', push('evil/site'), 'any: main of evil/site was pushed: any will be deployed'],
    [
      'an owner with an entry of its own',
      push('acme/site'),
      'exact any: main of acme/site was pushed: exact, any will be deployed',
    ],
    ['a bare name', push('site'), 'any: main of site was pushed: any will be deployed'],
    [
      'a bare name that has only full entries',
      push('shop'),
      "nothing: the payload names the repository shop without its owner, and the registry has no '*/shop'",
    ],
    [
      'an app whose branch is not known yet',
      push('acme/open', 'refs/heads/topic'),
      'open: topic of acme/open was pushed: open will be deployed',
    ],
    [
      'Redhook itself',
      push('acme/redhook'),
      'nothing: main of acme/redhook was pushed: redhook is Redhook itself, which leaves itself alone (self: skip)',
    ],
    [
      'a branch with shell words, as plain text',
      push('acme/shop', 'refs/heads/$(touch pwned)'),
      'nothing: $(touch pwned) of acme/shop was pushed: shop deploys main',
    ],
  ])('decides on %s', (_, decided, expected) => {
    expect(decided).toBe(expected)
  })
})

describe('createAppIndex', () => {
  it("knows a repository's own secret under any case of letters", () => {
    const index = createAppIndex([testApp({ repository: 'Acme/Shop' })], new Map([['acme/shop', 'own']]))
    expect(index.find('github', { owner: 'ACME', name: 'SHOP' }).secrets).toEqual(['own'])
    expect(index.find('github', { owner: 'acme', name: 'blog' }).secrets).toEqual([])
  })
})
