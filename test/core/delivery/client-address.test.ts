import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  clientAddress,
  createClientRules,
  isAllowed,
  parseAddressSet,
} from '../../../src/core/delivery/client-address.ts'

const proxies = parseAddressSet(['10.0.0.0/8', '127.0.0.1', '::1', '2001:db8:1::/48'])

describe('clientAddress', () => {
  it.each([
    ['the peer, when it is no proxy', '203.0.113.7', undefined, '203.0.113.7'],
    ['the peer, whatever an untrusted one claims', '203.0.113.7', '192.0.2.1', '203.0.113.7'],
    ['what one proxy saw', '127.0.0.1', '203.0.113.7', '203.0.113.7'],
    ['what the first of two proxies saw', '127.0.0.1', '203.0.113.7, 10.1.2.3', '203.0.113.7'],
    [
      'the rightmost stranger, not what the stranger claims',
      '127.0.0.1',
      '192.0.2.1, 203.0.113.7, 10.1.2.3',
      '203.0.113.7',
    ],
    ['the leftmost proxy, when all are', '127.0.0.1', '10.0.0.1, 10.0.0.2', '10.0.0.1'],
    ['the proxy itself, when it says nothing', '127.0.0.1', undefined, '127.0.0.1'],
    ['an IPv6 client', '::1', '2001:db8:2::7', '2001:db8:2::7'],
    ['an IPv6 client behind an IPv6 proxy', '::1', '2001:db8:2::7,2001:db8:1::1', '2001:db8:2::7'],
    ['an IPv4 proxy mapped into IPv6', '::ffff:127.0.0.1', '203.0.113.7', '203.0.113.7'],
    ['an IPv4 peer mapped into IPv6', '::ffff:203.0.113.7', undefined, '203.0.113.7'],
    ['a peer without its zone', 'fe80::1%eth0', undefined, 'fe80::1'],
    ['nobody behind a junk hop', '127.0.0.1', '203.0.113.7, bogus, 10.1.2.3', undefined],
    ['nobody behind a hop with a port', '127.0.0.1', '203.0.113.7:1234', undefined],
    ['nobody behind a hop in brackets', '127.0.0.1', '[2001:db8:2::7]', undefined],
    ['nobody behind octal digits', '127.0.0.1', '0313.0.0161.07', undefined],
    ['nobody behind an integer', '127.0.0.1', '3405803783', undefined],
    ['nobody behind an empty hop', '127.0.0.1', '203.0.113.7,', undefined],
    ['nobody behind a zone', '127.0.0.1', 'fe80::1%eth0', undefined],
    ['a stranger, though junk stands to its left', '127.0.0.1', 'bogus, 203.0.113.7', '203.0.113.7'],
    ['nobody for a peer that has gone', undefined, '203.0.113.7', undefined],
  ])('is %s', (_, peer, forwardedFor, expected) => {
    expect(clientAddress(peer, forwardedFor, proxies)).toBe(expected)
  })

  it('believes no header without trusted proxies', () => {
    fc.assert(
      fc.property(fc.string(), header => {
        expect(clientAddress('203.0.113.7', header, parseAddressSet([]))).toBe('203.0.113.7')
      }),
    )
  })

  it('is a plain address or nobody, whatever the header says', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.ipV4(),
          fc.ipV6(),
          fc.array(fc.ipV4()).map(all => all.join(',')),
        ),
        header => {
          expect(clientAddress('127.0.0.1', header, proxies) ?? '').toMatch(/^[0-9a-fA-F.:]*$/)
        },
      ),
    )
  })
})

describe('isAllowed', () => {
  const { allowFrom } = createClientRules(['192.30.252.0/22', '2606:50c0::/32', '203.0.113.7'], [])
  it.each([
    ['192.30.252.9', true],
    ['192.30.251.255', false],
    ['203.0.113.7', true],
    ['203.0.113.8', false],
    ['2606:50c0::1', true],
    ['2606:50c1::1', false],
    ['::ffff:192.30.252.9', true],
    ['::ffff:c01e:fc09', true],
    [undefined, false],
  ])('lets %s in: %s', (client, expected) => {
    expect(isAllowed(clientAddress(client, undefined, parseAddressSet([])), allowFrom)).toBe(expected)
  })

  it('lets anybody in without a list', () => {
    expect(isAllowed(undefined, createClientRules([], []).allowFrom)).toBe(true)
  })
})

describe('allowFrom with a name', () => {
  const github = parseAddressSet(['192.30.252.0/22', '2a0a:a440::/29'])
  const rules = createClientRules(['github', '10.0.0.7'], ['127.0.0.1'], { github })
  const from = (peer: string, forwardedFor?: string) =>
    isAllowed(clientAddress(peer, forwardedFor, rules.trustedProxies), rules.allowFrom)
  it.each([
    ['an address that is published', '192.30.252.9', undefined, true],
    ['one of IPv6', '2a0a:a440::9', undefined, true],
    ['one mapped into IPv6', '::ffff:192.30.252.9', undefined, true],
    ['one of the list itself', '10.0.0.7', undefined, true],
    ['one that is published, behind the proxy', '127.0.0.1', '192.30.252.9', true],
    ['a stranger', '203.0.113.7', undefined, false],
    ['a stranger that claims to be somebody else', '203.0.113.7', '192.30.252.9', false],
    ['a stranger behind the proxy that claims to be somebody else', '127.0.0.1', '192.30.252.9, 203.0.113.7', false],
    ['a stranger that claims to be the proxy', '127.0.0.1', '192.30.252.9, 127.0.0.1, 203.0.113.7', false],
    ['the proxy itself', '127.0.0.1', undefined, false],
    ['one in octal digits', '127.0.0.1', '0300.036.0374.011', false],
    ['one as an integer', '127.0.0.1', '3223256073', false],
    ['one with a zone', '127.0.0.1', '2a0a:a440::9%eth0', false],
    ['one with a port', '127.0.0.1', '192.30.252.9:443', false],
  ])('%s', (_, peer, forwardedFor, isIn) => {
    expect(from(peer, forwardedFor)).toBe(isIn)
  })

  it('lets nobody in by a name that nobody has filled', () => {
    expect(createClientRules(['github'], []).allowFrom?.has('192.30.252.9')).toBe(false)
  })
})

describe('parseAddressSet', () => {
  it.each(['300.1.1.1', '10.0.0.0/33', '::/129', '10.0.0.0/', '10.0.0.0/8/8', 'localhost', '', '10.0.0.0/-1'])(
    'refuses %j and names it',
    entry => {
      expect(() => parseAddressSet(['10.0.0.0/8', entry])).toThrow(JSON.stringify(entry))
    },
  )

  it('covers a single IPv6 address alone, not the block of a provider', () => {
    const one = parseAddressSet(['2001:db8::1'])
    expect([one.has('2001:db8::1'), one.has('2001:db8::2')]).toEqual([true, false])
  })
})
