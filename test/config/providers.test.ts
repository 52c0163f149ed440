import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createRegistryFolder } from '../support/registry-folder.ts'

const token = 'github_pat_0123456789'
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 })
const pkcs1 = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()
const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const ed25519 = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()

const withProviders = (text: string) => `providers:\n  ${text}\nrepos: {}\n`

describe('providers in the registry', () => {
  it('need nothing: the public forges are where they are', () => {
    using folder = createRegistryFolder('repos: {}\n')
    const { providers } = folder.load()
    expect(providers.github).toEqual({ name: 'github', url: 'https://github.com', apiUrl: 'https://api.github.com' })
    expect(providers.gitlab.apiUrl).toBe('https://gitlab.com/api/v4')
    expect(providers.bitbucket.apiUrl).toBe('https://api.bitbucket.org/2.0')
    expect(providers.gitea).toEqual({ name: 'gitea' })
  })

  it.each([
    ['github: { url: "https://git.example.com/" }', 'github', 'https://git.example.com/api/v3'],
    ['gitlab: { url: "https://example.com/gitlab" }', 'gitlab', 'https://example.com/gitlab/api/v4'],
    ['forgejo: { url: "http://forge.lan:3000" }', 'forgejo', 'http://forge.lan:3000/api/v1'],
    ['bitbucket-dc: { url: "https://bb.example.com" }', 'bitbucket-dc', 'https://bb.example.com/rest'],
    [
      'gitea: { url: "https://a.example.com", apiUrl: "https://b.example.com/v1" }',
      'gitea',
      'https://b.example.com/v1',
    ],
  ] as const)('finds the API below %s', (text, name, apiUrl) => {
    using folder = createRegistryFolder(withProviders(text))
    expect(folder.load().providers[name].apiUrl).toBe(apiUrl)
  })

  it('keep every token, secret and key secret, wherever it stands', () => {
    using folder = createRegistryFolder(
      withProviders(
        'gitlab: { token: "${A}", secret: written-here-in-plain, previousSecret: "${file:old}" }\n  github: { app: { id: 12, privateKey: "${file:key.pem}" } }',
      ),
    )
    folder.write('old', 'the one before the last\n')
    folder.write('key.pem', pkcs1)
    const { secrets } = folder.load({ variables: { A: token } })
    expect(secrets).toEqual(
      expect.arrayContaining([token, 'written-here-in-plain', 'the one before the last', pkcs1.trim()]),
    )
  })

  it.each([
    ['PKCS#1', pkcs1],
    ['PKCS#8', pkcs8],
    ['PKCS#8 in one line', pkcs8.replaceAll('\n', '\\n')],
  ])("take an App's key in %s", (_, key) => {
    using folder = createRegistryFolder(withProviders('github: { app: { id: 12, privateKey: "${KEY}" } }'))
    const { app } = folder.load({ variables: { KEY: key } }).providers.github
    expect(app).toEqual({ id: '12', privateKey: key === pkcs1 ? pkcs1 : pkcs8 })
  })

  it.each([
    [
      'github: { token: "${A}", app: { id: 1, privateKey: "${KEY}" } }',
      /2:20 providers\.github\.token: .* is not needed beside an App/,
    ],
    ['github: { app: { id: 1, privateKey: nonsense-nonsense } }', /privateKey.*is not an RSA private key in PEM/],
    ['github: { app: { id: 1, privateKey: "${ED}" } }', /privateKey.*is not an RSA private key in PEM/],
    ['github: { app: { privateKey: "${KEY}" } }', /app\.id: is missing/],
    ['gitea: { token: "${A}" }', /gitea\.url: is missing.*address of your server/],
    ['gitlab: { url: "https://ada:pw@example.com" }', /url.*without credentials/],
    ['gitlab: { secret: short }', /secret.*at least 16 characters/],
    ['gitlab: { tokn: x }', /"tokn" is not a known key; did you mean token/],
    ['gitbucket: {}', /"gitbucket" is not a known key; did you mean bitbucket|there are/],
  ])('name the mistake in %s, and no secret', (text, message) => {
    using folder = createRegistryFolder(withProviders(text))
    const load = () => folder.load({ variables: { A: token, KEY: pkcs1, ED: ed25519 } })
    expect(load).toThrow(message)
    try {
      load()
    } catch (error) {
      for (const secret of [token, 'nonsense', ed25519.split('\n')[1] ?? '', 'short'])
        expect(String((error as Error).message)).not.toContain(`"${secret}`)
    }
  })
})
