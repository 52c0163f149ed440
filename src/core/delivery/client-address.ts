import { BlockList, isIP } from 'node:net'
import { isNamedAddresses, type NamedAddresses } from './named-addresses.ts'

/** A set of addresses and ranges. */
export interface AddressSet {
  has(address: string): boolean
}

/** How to tell who a client is, and whether it may come in. */
export interface ClientRules {
  /** Without it anyone may. */
  readonly allowFrom?: AddressSet
  /** Proxies whose `X-Forwarded-For` counts. */
  readonly trustedProxies: AddressSet
}

const withoutZone = (address: string) => address.replace(/%.*$/, '')
const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4')
const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i

/**
 * A set of addresses (`192.0.2.7`, `2001:db8::1`) and CIDR ranges.
 * @throws TypeError naming the entry that is neither
 */
export function parseAddressSet(entries: readonly string[]): AddressSet {
  if (entries.length === 0) return { has: () => false }
  const list = new BlockList()
  for (const entry of entries) addEntry(list, entry)
  return { has: address => isIP(address) !== 0 && list.check(address, familyOf(address)) }
}

/** Addresses that somebody publishes, as they are now. */
export type Published = Readonly<Record<NamedAddresses, AddressSet>>

/**
 * The rules of these lists: without any `allowFrom` anyone may come in, without proxies none is trusted. Who is named in `allowFrom` is
 * looked up in `published` for each client; without it such a name lets nobody in.
 */
export const createClientRules = (
  allowFrom: readonly string[],
  trustedProxies: readonly string[],
  published?: Published,
): ClientRules => ({
  ...(allowFrom.length > 0 && { allowFrom: join(allowFrom, published) }),
  trustedProxies: parseAddressSet(trustedProxies),
})

function join(entries: readonly string[], published: Published | undefined): AddressSet {
  const fixed = parseAddressSet(entries.filter(entry => !isNamedAddresses(entry)))
  const named = entries.filter(isNamedAddresses).flatMap(name => published?.[name] ?? [])
  return named.length === 0 ? fixed : { has: address => fixed.has(address) || named.some(set => set.has(address)) }
}

function addEntry(list: BlockList, entry: string): void {
  const [text = '', bits, ...rest] = entry.split('/')
  const address = withoutZone(text)
  const family = familyOf(address)
  const largest = family === 'ipv6' ? 128 : 32
  const prefix = bits === undefined ? largest : /^\d{1,3}$/.test(bits) ? Number(bits) : Number.NaN
  if (isIP(address) === 0 || rest.length > 0 || !(prefix <= largest)) {
    throw new TypeError(`${JSON.stringify(entry)} is neither an IP address nor a range such as 192.0.2.0/24`)
  }
  list.addSubnet(address, prefix, family)
}

/**
 * Who sent a request: the peer itself, or, behind trusted proxies, the first address of `X-Forwarded-For` from the right
 * that is no trusted proxy. Undefined when a hop in between is not a plain address: then nobody knows.
 */
export function clientAddress(
  peer: string | undefined,
  forwardedFor: string | undefined,
  trustedProxies: AddressSet,
): string | undefined {
  let client = plainAddress(peer === undefined ? undefined : withoutZone(peer))
  const hops = forwardedFor?.split(',') ?? []
  while (client !== undefined && trustedProxies.has(client) && hops.length > 0)
    client = plainAddress(hops.pop()?.trim())
  return client
}

/** Whether this client may come in. One that cannot be told may not, where anybody is left out. */
export const isAllowed = (client: string | undefined, allowFrom: AddressSet | undefined): boolean =>
  allowFrom === undefined || (client !== undefined && allowFrom.has(client))

/** The address if it is one and nothing else (no port, zone or octal digits), IPv4 where it is one mapped into IPv6. */
function plainAddress(text: string | undefined): string | undefined {
  if (text === undefined || isIP(text) === 0 || text.includes('%')) return undefined
  return mapped.exec(text)?.[1] ?? text
}
