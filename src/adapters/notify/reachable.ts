import { type LookupAddress, type LookupOptions, lookup as lookupDns } from 'node:dns'
import { isIP } from 'node:net'
import { type AddressSet, parseAddressSet } from '../../core/delivery/client-address.ts'
import { isPublicAddress, plainAddress } from '../../core/notice/public-address.ts'

/** An address that channels may not reach. */
export class RefusedAddress extends Error {
  constructor(host: string, address: string) {
    const where = host === address ? address : `${host} is at ${address}, which`
    super(`${where} is not an address of the open internet; server.notifyPrivate in the registry allows it`)
  }
}

/** Which addresses may be reached: those of the open internet, and these. */
export interface Reach {
  /** @throws RefusedAddress */
  check(host: string, address: string): void
  /** As `dns.lookup`, and refuses a name that leads to any address which may not be reached. */
  lookup(
    host: string,
    options: LookupOptions,
    callback: (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void,
  ): void
}

/**
 * The check and the connection use one and the same answer of the resolver, so that a name can't lead somewhere else in between. Addresses
 * in a URL never come to a lookup: they are to be checked by themselves.
 */
export function createReach(allowPrivate: readonly string[]): Reach {
  const allowed = parseAddressSet(allowPrivate)
  const check = (host: string, address: string) => {
    if (!mayReach(address, allowed)) throw new RefusedAddress(host, address)
  }
  return {
    check,
    lookup(host, options, callback) {
      lookupDns(host, { ...options, all: true }, (error, found) => {
        if (error) return callback(error, [])
        try {
          for (const { address } of found) check(host, address)
        } catch (refused) {
          return callback(refused as Error, [])
        }
        const [first] = found
        return options.all ? callback(null, found) : callback(null, first?.address ?? '', first?.family)
      })
    },
  }
}

const mayReach = (address: string, allowed: AddressSet): boolean => {
  const plain = plainAddress(address)
  return isPublicAddress(plain) || allowed.has(plain)
}

/** The host of a URL, without the brackets of an IPv6 address. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, '$1')

/** Refuses an address that stands in a URL itself. @throws RefusedAddress */
export function checkLiteral(host: string, reach: Reach): void {
  if (isIP(host) !== 0) reach.check(host, host)
}
