import { describe, expect, it } from 'vitest'
import { createRegistryFolder } from '../support/registry-folder.ts'

const load = (on: string, more = '') => {
  using folder = createRegistryFolder(`repos:\n  acme/shop: { path: /srv/shop, on: ${on}${more} }\n`)
  return folder.load().apps[0]
}

describe('on', () => {
  it.each([
    ['push', [{ on: 'push' }]],
    ['manual', []],
    ['[manual]', []],
    ['[merge, checks, package]', [{ on: 'merge' }, { on: 'checks' }, { on: 'package' }]],
    ["{ tag: 'v*' }", [{ on: 'tag', pattern: 'v*' }]],
    ['release', [{ on: 'release', prereleases: false }]],
    ['[{ release: { prereleases: true } }]', [{ on: 'release', prereleases: true }]],
    [
      '[{ checks: CI }, { package: web }]',
      [
        { on: 'checks', name: 'CI' },
        { on: 'package', name: 'web' },
      ],
    ],
  ])('%s', (text, expected) => {
    expect(load(text)?.on).toEqual(expected)
  })

  it.each(['tag', '[]', "{ tag: '' }", "{ tag: 'v[' }", '{ tag: 1, checks: CI }', 'pushes'])('is never %s', text => {
    expect(() => load(text)).toThrow(/^\S+ repos\."acme\/shop"\.on/)
  })
})

describe('provider', () => {
  it('is GitHub, or the one that is named', () => {
    expect([load('push')?.provider, load('push', ', provider: gitlab')?.provider]).toEqual(['github', 'gitlab'])
  })

  it('has groups within groups where the forge has them, and blanks', () => {
    const text = (provider: string) =>
      `repos:\n  acme/web/shop: { path: /srv/a, project: a, provider: ${provider} }\n  'acme/Web Team/shop': { path: /srv/b, project: b, provider: azure }\n`
    using folder = createRegistryFolder(text('gitlab'))
    expect(folder.load().apps.map(({ repository }) => repository)).toEqual(['acme/web/shop', 'acme/Web Team/shop'])
    using wrong = createRegistryFolder(text('gitea'))
    expect(() => wrong.load()).toThrow('"acme/web/shop" is not a repository\'s full name')
  })

  it('is one for a repository with a secret of its own', () => {
    using folder = createRegistryFolder(
      'repos:\n  acme/shop:\n    - { path: /srv/a, project: a, secret: sixteen letters! }\n    - { path: /srv/b, project: b, provider: gitlab }\n',
    )
    expect(() => folder.load()).toThrow('apps of two forges stand under this name')
  })
})
