import { describe, expect, it } from 'vitest'
import { createAppIndex } from '../../../src/core/delivery/app-index.ts'
import { judgeMeaning } from '../../../src/core/delivery/judge-meaning.ts'
import {
  identityKey,
  type KnownIdentity,
  recognise,
  renamedRepositories,
} from '../../../src/core/delivery/recognise.ts'
import { parseFullName } from '../../../src/core/delivery/repository-name.ts'
import { testApp } from '../../support/app-samples.ts'

const host = 'github.com'
const identity = (fullName: string, id?: string) => ({
  ...(parseFullName(fullName) ?? { name: fullName }),
  host,
  ...(id === undefined ? {} : { id }),
})
const known = (...all: readonly (readonly [name: string, seenAs: string, id: string])[]) =>
  new Map(
    all
      .map(([name, seenAs, id]): KnownIdentity => ({ provider: 'github', host, id, name, seenAs }))
      .map(one => [identityKey(one), one]),
  )
const registry = (...keys: readonly string[]) =>
  createAppIndex(keys.map((repository, index) => testApp({ name: `app${index}`, repository })))

/** What became of a repository: the key it is found under, what is remembered, what is said. */
function meet(repository: ReturnType<typeof identity>, keys: readonly string[], all = known()) {
  const { entry, name, remember, warning, refused } = recognise('github', repository, {
    apps: registry(...keys),
    known: all,
  })
  return {
    apps: refused === undefined ? entry.apps.length : 0,
    key: 'owner' in name ? `${name.owner}/${name.name}` : name.name,
    ...(remember && { remembers: `${remember.name} (${remember.id}) seen as ${remember.seenAs}` }),
    ...(warning && { warning }),
    ...(refused && { refused }),
  }
}

const shop = known(['acme/shop', 'acme/shop', '1'])

describe('a repository', () => {
  it('is remembered by its id when it is first heard of', () => {
    expect(meet(identity('acme/shop', '1'), ['acme/shop'])).toEqual({
      apps: 1,
      key: 'acme/shop',
      remembers: 'acme/shop (1) seen as acme/shop',
    })
  })

  it('is nothing new the next time', () => {
    expect(meet(identity('acme/shop', '1'), ['acme/shop'], shop)).toEqual({ apps: 1, key: 'acme/shop' })
  })

  it('is not remembered where the registry does not have it', () => {
    expect(meet(identity('acme/blog', '2'), ['acme/shop'], shop)).toEqual({ apps: 0, key: 'acme/blog' })
  })

  it('is known by its id after it was renamed or transferred, with a warning', () => {
    const warning = 'acme/shop is called umbrella/store now: change its key in the registry'
    expect(meet(identity('umbrella/store', '1'), ['acme/shop'], shop)).toEqual({
      ...{ apps: 1, key: 'acme/shop', warning },
      remembers: 'acme/shop (1) seen as umbrella/store',
    })
    const renamed = known(['acme/shop', 'umbrella/store', '1'])
    expect(meet(identity('umbrella/store', '1'), ['acme/shop'], renamed)).toEqual({
      apps: 1,
      key: 'acme/shop',
      warning,
    })
    expect(meet(identity('umbrella/store'), ['acme/shop'], renamed)).toEqual({ apps: 1, key: 'acme/shop', warning })
    expect(renamedRepositories({ apps: registry('acme/shop'), known: renamed })).toEqual([warning])
  })

  it('has its new name once the registry has it, and the warning is over', () => {
    const renamed = known(['acme/shop', 'acme/store', '1'])
    expect(meet(identity('acme/store', '1'), ['acme/store'], renamed)).toEqual({
      apps: 1,
      key: 'acme/store',
      remembers: 'acme/store (1) seen as acme/store',
    })
    expect(renamedRepositories({ apps: registry('acme/store'), known: renamed })).toEqual([])
  })

  it('is refused where it took over the name of another one', () => {
    const refused = expect.stringContaining(
      'this is another repository than the acme/shop that was deployed till now: its id at GitHub is 9 at github.com, not 1 at github.com',
    )
    expect(meet(identity('acme/shop', '9'), ['acme/shop'], shop)).toEqual({ apps: 0, key: 'acme/shop', refused })
    const renamed = known(['acme/shop', 'acme/store', '1'])
    expect(meet(identity('Acme/Shop', '9'), ['acme/shop'], renamed)).toMatchObject({ apps: 0, refused })
  })

  it('may have a name that is free, since the registry has who had it under its new one', () => {
    const renamed = known(['acme/shop', 'acme/store', '1'])
    expect(meet(identity('acme/shop', '9'), ['acme/shop', 'acme/store'], renamed)).toEqual({
      ...{ apps: 1, key: 'acme/shop' },
      remembers: 'acme/shop (9) seen as acme/shop',
    })
  })

  it('of the same name under another owner is no stranger where any owner may have it', () => {
    const both = known(['acme/site', 'acme/site', '1'])
    expect(meet(identity('evil/site', '2'), ['*/site'], both)).toMatchObject({ apps: 1, key: 'evil/site' })
  })

  it('of another forge is another one', () => {
    const found = recognise('gitlab', identity('acme/store', '1'), {
      apps: createAppIndex([testApp({ provider: 'gitlab' })]),
      known: known(['acme/shop', 'acme/store', '1']),
    })
    expect(found.entry.apps).toEqual([])
  })
})

describe('a repository with a secret of its own', () => {
  const apps = createAppIndex([testApp()], new Map([['acme/shop', 'its own']]))
  const push = { kind: 'push', refs: [{ ref: 'refs/heads/main', deleted: false, forced: false }] } as const
  const judge = (own: string | undefined, fullName: string, id: string) =>
    judgeMeaning(
      { provider: 'github', ...(own === undefined ? {} : { own: parseFullName(own) ?? { owner: '', name: '' } }) },
      'push',
      { ...push, repository: identity(fullName, id) },
      { apps, known: shop },
    )

  it('is heard at its own URL also after it was renamed', () => {
    expect(judge('acme/shop', 'acme/store', '1')).toMatchObject({
      status: 'queued',
      queue: [{ app: { name: 'shop' } }],
    })
  })

  it('is heard nowhere else, whatever it is called', () => {
    expect(judge(undefined, 'acme/store', '1')).toMatchObject({ refused: 403, queue: [] })
    expect(judge('acme/shop', 'acme/other', '5')).toMatchObject({ refused: 403, queue: [] })
  })
})
