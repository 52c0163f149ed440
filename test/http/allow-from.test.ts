import { describe, expect, it } from 'vitest'
import { createClientRules, parseAddressSet } from '../../src/core/delivery/client-address.ts'
import { deliveryHeaders, pushPayload } from '../support/github-push.ts'
import { exchange, rawPost, startTestServer, statusOf } from '../support/github-server.ts'

const body = JSON.stringify(pushPayload({ repository: 'acme/shop' }))
const length: [string, string] = ['content-length', String(Buffer.byteLength(body))]

/** A server that lets GitHub in alone; its list can be changed while it runs. */
async function startGuarded(trustedProxies: readonly string[]) {
  const published = { ranges: ['203.0.113.0/24', '2001:db8:7::/48'] }
  const github = { has: (address: string) => parseAddressSet(published.ranges).has(address) }
  const client = createClientRules(['github'], trustedProxies, { github })
  const server = await startTestServer({ settings: { client } })
  const from = async (...forwardedFor: string[]) => {
    const lines = forwardedFor.map(value => ['x-forwarded-for', value] as [string, string])
    const headers: [string, string][] = [['host', 'localhost'], ['connection', 'close'], length, ...lines]
    const all = [...headers, ...Object.entries(deliveryHeaders(body))] as [string, string][]
    return statusOf(await exchange(server.port, [rawPost('/webhook', all, body)]))
  }
  return { from, published, [Symbol.asyncDispose]: server[Symbol.asyncDispose] }
}

describe('allowFrom: [github]', () => {
  it.each([
    ['an address that is published', ['203.0.113.7'], 202],
    ['one of IPv6', ['2001:db8:7::9'], 202],
    ['one mapped into IPv6', ['::ffff:203.0.113.7'], 202],
    ['one mapped into IPv6 in hexadecimal digits', ['::ffff:cb00:7107'], 202],
    ['nobody', [], 403],
    ['a stranger', ['198.51.100.7'], 403],
    ['a stranger that claims to be somebody else', ['203.0.113.7, 198.51.100.7'], 403],
    ['a stranger that claims so in a header of its own', ['203.0.113.7', '198.51.100.7'], 403],
    ['a stranger that claims that somebody else stands behind a proxy', ['203.0.113.7, 127.0.0.1, 198.51.100.7'], 403],
    ['one in octal digits', ['0313.0.0161.07'], 403],
    ['one as an integer', ['3405803783'], 403],
    ['one with a zone', ['2001:db8:7::9%eth0'], 403],
    ['one with a port', ['203.0.113.7:443'], 403],
    ['one in quotes', ['"203.0.113.7"'], 403],
  ])('behind a proxy: %s', async (_, forwardedFor, status) => {
    await using guarded = await startGuarded(['127.0.0.1'])
    expect(await guarded.from(...forwardedFor)).toBe(status)
  })

  it('without a proxy no header helps', async () => {
    await using guarded = await startGuarded([])
    expect(await guarded.from('203.0.113.7')).toBe(403)
  })

  it('follows the list as it is now', async () => {
    await using guarded = await startGuarded(['127.0.0.1'])
    expect(await guarded.from('198.51.100.7')).toBe(403)
    guarded.published.ranges = ['198.51.100.0/24']
    expect([await guarded.from('198.51.100.7'), await guarded.from('203.0.113.7')]).toEqual([202, 403])
  })
})
