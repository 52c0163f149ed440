import { BlockList, isIP } from 'node:net'

const reserved = new BlockList()
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  reserved.addSubnet(network, prefix, 'ipv4')
// Within what is given out to the world (2000::/3): tunnels that lead to any IPv4 address, and addresses for examples.
for (const [network, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  reserved.addSubnet(network, prefix, 'ipv6')

const world = new BlockList()
world.addSubnet('2000::', 3, 'ipv6')

const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i

/** An address as it is meant: without a zone, and IPv4 where it is one mapped into IPv6. */
export function plainAddress(address: string): string {
  const bare = address.replace(/%.*$/, '')
  return mapped.exec(bare)?.[1] ?? bare
}

/** Whether this is an address of the open internet: neither private, local to the machine or the link, nor set apart for anything else. */
export function isPublicAddress(address: string): boolean {
  const plain = plainAddress(address)
  const family = isIP(plain)
  if (family === 4) return !reserved.check(plain, 'ipv4')
  return family === 6 && world.check(plain, 'ipv6') && !reserved.check(plain, 'ipv6')
}
