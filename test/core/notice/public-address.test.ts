import { describe, expect, it } from 'vitest'
import { isPublicAddress } from '../../../src/core/notice/public-address.ts'

describe('an address of the open internet', () => {
  it.each(['1.1.1.1', '140.82.121.4', '172.15.255.255', '172.32.0.1', '2606:4700::1111', '::ffff:1.1.1.1'])(
    '%s is one',
    address => {
      expect(isPublicAddress(address)).toBe(true)
    },
  )

  it.each([
    ...[
      '0.0.0.0',
      '10.1.2.3',
      '100.64.0.1',
      '127.0.0.1',
      '127.9.9.9',
      '169.254.169.254',
      '172.16.0.1',
      '172.31.255.255',
    ],
    ...['192.168.1.1', '192.0.0.170', '198.18.0.1', '224.0.0.1', '240.0.0.1', '255.255.255.255'],
    ...['::', '::1', 'fe80::1', 'fe80::1%eth0', 'fc00::1', 'fd00:ec2::254', 'ff02::1', 'fec0::1'],
    ...[
      '::ffff:127.0.0.1',
      '::ffff:10.0.0.1',
      '::127.0.0.1',
      '64:ff9b::7f00:1',
      '2002:7f00:1::',
      '2001::1',
      '2001:db8::1',
    ],
    ...['', 'localhost', '127.1', '1.1.1.1.'],
  ])('%j is none', address => {
    expect(isPublicAddress(address)).toBe(false)
  })
})
