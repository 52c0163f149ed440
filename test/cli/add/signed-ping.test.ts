import { describe, expect, it } from 'vitest'
import { forgePages, sshUrl } from '../../../src/cli/add/forge-pages.ts'
import { hookPath } from '../../../src/cli/add/hook-place.ts'
import { asInRegistry, keyFiles } from '../../../src/cli/add/key-files.ts'
import { parseRemoteAddress } from '../../../src/cli/add/remote-address.ts'
import { createSignedPing } from '../../../src/cli/add/signed-ping.ts'
import { providers } from '../../../src/core/delivery/providers.ts'
import { providerNames } from '../../../src/core/provider.ts'

const secret = '0123456789abcdef0123456789abcdef'

describe('a ping of our own', () => {
  it.each([
    ...providerNames.map(name => [name, secret] as const),
    ['gitlab' as const, `whsec_${Buffer.from(secret).toString('base64')}`] as const,
  ])('of %s is taken for authentic with %s, and found again by its id', (name, secret) => {
    const { headers, body, id } = createSignedPing(name, 'acme/shop', secret)
    const provider = providers.get(name)
    const request = { headers, body: Buffer.from(body) }
    expect(provider?.signedBy(request, [secret], Date.now())).toBe(0)
    expect(provider?.signedBy(request, ['another secret'], Date.now())).toBe(-1)
    expect(provider?.idOf(headers, JSON.parse(body))).toBe(id)
    const event = provider?.eventOf(headers, JSON.parse(body))
    expect(event).toBeDefined()
    expect(provider?.parse(event ?? '', JSON.parse(body)).kind).toMatch(/^(ping|other)$/)
  })
})

describe('places', () => {
  it.each([
    ['git@github.com:acme/shop.git', { isSsh: true, host: 'github.com' }],
    ['ssh://git@host.example.org:2222/acme/shop.git', { isSsh: true, host: 'host.example.org', port: 2222 }],
    ['ssh://git@[::1]:2222/x', { isSsh: true, host: '::1', port: 2222 }],
    ['https://gitlab.com/group/shop.git', { isSsh: false, host: 'gitlab.com' }],
    ['/srv/remotes/shop.git', { isSsh: false }],
    ['file:///srv/remotes/shop.git', { isSsh: false }],
  ])('the address %s is taken apart', (url, parts) => expect(parseRemoteAddress(url)).toEqual(parts))

  it.each(providerNames)('every page of %s is a URL of that forge', name => {
    const home = 'https://forge.example.org'
    const pages = forgePages(name, home, 'acme/tools/shop')
    for (const page of [pages.deployKey, pages.hook]) expect(new URL(page).origin).toBe(home)
    const { isSsh, host } = parseRemoteAddress(sshUrl(name, home, 'acme/tools/shop'))
    expect(isSsh).toBe(true)
    expect(host).toMatch(/forge\.example\.org$/)
  })

  it('each repository has files of its own, and the registry names them relative to itself', () => {
    const names = ['acme/shop', 'a/cme-shop', 'acme-shop/x', 'Acme/Shop2'].map(
      name => keyFiles('/etc/redhook/redhook.yml', 'github', name).key,
    )
    const others = ['acme/shop', 'group/acme/shop'].map(
      name => keyFiles('/etc/redhook/redhook.yml', 'gitlab', name).key,
    )
    expect(new Set([...names, ...others]).size).toBe(6)
    expect(asInRegistry('/etc/redhook/redhook.yml', '/etc/redhook/keys/acme+shop')).toBe('keys/acme+shop')
    expect(asInRegistry('/etc/redhook/redhook.yml', '/root/.ssh/key')).toBe('/root/.ssh/key')
  })

  it.each([
    ['github' as const, false, '/webhook'],
    ['github' as const, true, '/webhook/github/acme/shop'],
    ['gitlab' as const, false, '/webhook/gitlab'],
    ['gitlab' as const, true, '/webhook/gitlab/acme/shop'],
  ])('the hook of %s, with a secret of its own: %s, is at %s', (provider, hasOwn, path) =>
    expect(hookPath('/webhook', provider, 'acme/shop', hasOwn)).toBe(path),
  )
})
