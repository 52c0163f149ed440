import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Provider } from '../../../src/core/delivery/provider.ts'
import { providers } from '../../../src/core/delivery/providers.ts'
import { type ProviderName, providerNames } from '../../../src/core/provider.ts'
import { hexOf } from '../../support/payloads.ts'

const body = Buffer.from('{"ref": "refs/heads/main", "amount": 1.0, "name": "\\u00e9 \u{1f3a9}"}')
const secret = 'one secret of many'
const now = 1_772_438_400_000
const hex = hexOf(body, secret)
const basic = (credentials: string) => `Basic ${Buffer.from(credentials).toString('base64')}`

/** How each forge proves itself, done right. */
const proofs: Readonly<Record<ProviderName, Readonly<Record<string, string>>>> = {
  github: { 'x-hub-signature-256': `sha256=${hex}` },
  gitlab: { 'x-gitlab-token': secret },
  gitea: { 'x-gitea-signature': hex },
  forgejo: { 'x-forgejo-signature': hex },
  gogs: { 'x-gogs-signature': hex },
  bitbucket: { 'x-hub-signature': `sha256=${hex}` },
  'bitbucket-dc': { 'x-hub-signature': `sha256=${hex}` },
  azure: { authorization: basic(`redhook:${secret}`) },
}

const providerOf = (name: ProviderName): Provider => {
  const found = providers.get(name)
  if (found === undefined) throw new Error(`no provider ${name}`)
  return found
}

const signer = (
  name: ProviderName,
  headers: Record<string, string>,
  { secrets = [secret], bytes = body as Uint8Array } = {},
): number =>
  providerOf(name).signedBy(
    { headers: { 'content-type': 'application/json', ...headers }, body: Buffer.from(bytes) },
    secrets,
    now,
  )

const names = providerNames.map(name => [name] as const)
const hexSigned = ['gitea', 'forgejo', 'gogs'] as const
const prefixed = [
  ['github', 'x-hub-signature-256'],
  ['bitbucket', 'x-hub-signature'],
  ['bitbucket-dc', 'x-hub-signature'],
] as const

describe.each(names)('%s', name => {
  it('believes whoever knows a secret, and says which', () => {
    expect(signer(name, proofs[name])).toBe(0)
    expect(signer(name, proofs[name], { secrets: ['another', secret] })).toBe(1)
  })

  it('believes nobody who knows another secret, or none', () => {
    expect(signer(name, proofs[name], { secrets: ['another'] })).toBe(-1)
    expect(signer(name, {})).toBe(-1)
    expect(signer(name, Object.fromEntries(Object.keys(proofs[name]).map(header => [header, ''])))).toBe(-1)
  })

  it('believes nothing without a secret, nor with an empty one', () => {
    for (const secrets of [[], ['']]) {
      expect(signer(name, proofs[name], { secrets })).toBe(-1)
      expect(signer(name, proofsWithout(name), { secrets })).toBe(-1)
    }
  })

  it('believes no header that came twice', () => {
    const twice = Object.entries(proofs[name]).map(([header, value]) => [header, `${value}, ${value}`])
    expect(signer(name, Object.fromEntries(twice))).toBe(-1)
  })

  it('believes no proof of another forge', () => {
    const same = (other: ProviderName) => JSON.stringify(proofs[other]) === JSON.stringify(proofs[name])
    const isOld = (other: ProviderName) => name === 'forgejo' && other === 'gitea'
    for (const other of providerNames.filter(one => !same(one) && !isOld(one)))
      expect(signer(name, proofs[other])).toBe(-1)
  })

  it('keeps no header that proves anything', () => {
    for (const header of providerOf(name).headers)
      expect(header).not.toMatch(/signature|token|secret|authorization|cookie/)
  })
})

/** What somebody can make who takes an empty secret for the secret. */
function proofsWithout(name: ProviderName): Record<string, string> {
  const empty = hexOf(body, '')
  const [header = ''] = Object.keys(proofs[name])
  if (name === 'gitlab') return { [header]: '' }
  if (name === 'azure') return { [header]: basic(':') }
  return { [header]: hexSigned.some(one => one === name) ? empty : `sha256=${empty}` }
}

describe.each(prefixed)('%s', (name, header) => {
  it.each([
    ['no prefix', hex],
    ['the prefix alone', 'sha256='],
    ['SHA-1', `sha1=${createHmac('sha1', secret).update(body).digest('hex')}`],
    ['SHA-512', `sha512=${createHmac('sha512', secret).update(body).digest('hex')}`],
    ['capitals', `sha256=${hex.toUpperCase()}`],
    ['a digit less', `sha256=${hex.slice(1)}`],
    ['a digit more', `sha256=${hex}0`],
    ['that of another body', `sha256=${hexOf('{}', secret)}`],
  ])('refuses %s', (_, signature) => {
    expect(signer(name, { [header]: signature })).toBe(-1)
  })
})

describe.each(hexSigned.map(name => [name] as const))('%s', name => {
  const header = `x-${name}-signature`
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const encoded = Buffer.from(new URLSearchParams({ payload: body.toString() }).toString())

  it.each([
    ['a prefix', `sha256=${hex}`],
    ['capitals', hex.toUpperCase()],
    ['a digit less', hex.slice(1)],
    ['a digit more', `${hex}0`],
    ['that of another body', hexOf('{}', secret)],
  ])('refuses %s', (_, signature) => {
    expect(signer(name, { [header]: signature })).toBe(-1)
  })

  it('signs the JSON in a form, not the form', () => {
    expect(signer(name, { ...form, [header]: hex }, { bytes: encoded })).toBe(0)
    expect(signer(name, { ...form, [header]: hexOf(encoded, secret) }, { bytes: encoded })).toBe(-1)
  })

  it('refuses a form with two payloads, or none', () => {
    const twice = Buffer.from(`${encoded}&payload=%7B%7D`)
    expect(signer(name, { ...form, [header]: hex }, { bytes: twice })).toBe(-1)
    expect(signer(name, { ...form, [header]: hexOf('', secret) }, { bytes: Buffer.from('x=1') })).toBe(-1)
  })
})

describe('published signatures', () => {
  it("of GitHub's documentation", () => {
    const signature = 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17'
    const of = { secrets: ["It's a Secret to Everybody"], bytes: Buffer.from('Hello, World!') }
    expect(signer('github', { 'x-hub-signature-256': signature }, of)).toBe(0)
  })

  it("of Atlassian's documentation", () => {
    const signature = 'sha256=a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9'
    const of = { secrets: ["It's a Secret to Everybody"], bytes: Buffer.from('Hello World!') }
    expect(signer('bitbucket', { 'x-hub-signature': signature }, of)).toBe(0)
    expect(signer('github', { 'x-hub-signature': signature }, of)).toBe(-1)
  })
})

describe('forgejo', () => {
  it('of old has the header of Gitea alone', () => {
    expect(signer('forgejo', proofs.gitea)).toBe(0)
    expect(signer('gitea', proofs.forgejo)).toBe(-1)
  })

  it('lets no good header of Gitea make up for a bad one of its own', () => {
    expect(signer('forgejo', { 'x-forgejo-signature': hex, 'x-gitea-signature': 'bad' })).toBe(0)
    expect(signer('forgejo', { 'x-forgejo-signature': 'bad', 'x-gitea-signature': hex })).toBe(-1)
    expect(signer('forgejo', { 'x-forgejo-signature': '', 'x-gitea-signature': hex })).toBe(-1)
  })
})

describe('gitlab', () => {
  const key = Buffer.alloc(32, 7)
  const signing = `whsec_${key.toString('base64')}`
  const id = 'f5e5f430-f57b-4e6e-9fac-d9128cd7232f'
  const time = String(now / 1000)
  const signed = createHmac('sha256', key).update(`${id}.${time}.`).update(body).digest('base64')
  const headers = { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': `v1,${signed}` }
  const secrets = [secret, signing]

  it('is believed by its signature', () => {
    expect(signer('gitlab', headers, { secrets })).toBe(1)
    expect(signer('gitlab', headers)).toBe(-1)
    expect(signer('gitlab', { ...headers, 'webhook-timestamp': String(now / 1000 - 301) }, { secrets })).toBe(-1)
  })

  it('lets no good token make up for a bad signature', () => {
    const token = { 'x-gitlab-token': secret }
    expect(signer('gitlab', { ...headers, ...token }, { secrets })).toBe(1)
    expect(signer('gitlab', { ...headers, ...token, 'webhook-signature': 'v1,bad' }, { secrets })).toBe(-1)
    expect(signer('gitlab', { ...headers, ...token, 'webhook-signature': '' }, { secrets })).toBe(-1)
  })

  it('takes no signing secret for a token', () => {
    expect(signer('gitlab', { 'x-gitlab-token': signing }, { secrets })).toBe(-1)
  })
})

describe('azure', () => {
  it.each([
    ['a password, whatever the user', `anybody:${secret}`, [secret], 0],
    ['a password, without a user', `:${secret}`, [secret], 0],
    ['user and password', 'ada:hats', ['ada:hats'], 0],
    ['a password with a colon', 'ada:hats:more', ['hats:more'], 0],
    ['another user', 'bob:hats', ['ada:hats'], -1],
    ['the secret in the place of the user', `${secret}:`, [secret], -1],
    ['no colon', secret, [secret], -1],
  ])('tells %s', (_, credentials, secrets, expected) => {
    expect(signer('azure', { authorization: basic(credentials) }, { secrets })).toBe(expected)
  })

  it.each([
    ['another scheme', `Bearer ${secret}`],
    ['no base64', `Basic ${secret}`],
    ['rubbish behind', `${basic(`a:${secret}`)} x`],
  ])('refuses %s', (_, authorization) => {
    expect(signer('azure', { authorization })).toBe(-1)
  })
})

describe('every provider', () => {
  it('believes nothing by chance, and throws at nothing', () => {
    const headerNames = [...new Set(Object.values(proofs).flatMap(Object.keys)), 'webhook-signature', 'webhook-id']
    const headers = fc.dictionary(fc.constantFrom(...headerNames, 'content-type', 'webhook-timestamp'), fc.string())
    fc.assert(
      fc.property(fc.constantFrom(...providerNames), headers, fc.uint8Array(), (name, some, bytes) => {
        expect(signer(name, some, { bytes })).toBe(-1)
      }),
    )
  })
})
