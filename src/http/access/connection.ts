import { getConnInfo } from '@hono/node-server/conninfo'
import type { Context } from 'hono'
import { type AddressSet, clientAddress } from '../../core/delivery/client-address.ts'
import type { AccessSettings } from './access-ports.ts'

/** What can be said of where a request came from. */
export interface Connection {
  /** Who asks, as far as trusted proxies tell it. */
  readonly client?: string
  /** The connection itself comes from a trusted proxy: its headers count. */
  readonly isProxied: boolean
  /** The browser's side of it is https. */
  readonly isSecure: boolean
}

const nobody: AddressSet = { has: () => false }

/** Reads the connection. Of headers only those that a trusted proxy set are believed. */
export function readConnection(c: Context, { trustedProxies, publicUrl }: AccessSettings): Connection {
  const peer = peerOf(c)
  const client = clientAddress(peer, c.req.header('x-forwarded-for'), trustedProxies)
  const plainPeer = clientAddress(peer, undefined, nobody)
  const isProxied = plainPeer !== undefined && trustedProxies.has(plainPeer)
  const told = isProxied ? c.req.header('x-forwarded-proto')?.split(',').at(-1)?.trim().toLowerCase() : undefined
  const isSecure = told === undefined ? publicUrl?.startsWith('https:') === true : told === 'https'
  return { ...(client !== undefined && { client }), isProxied, isSecure }
}

/** There is no socket where a request was made within this process. */
function peerOf(c: Context): string | undefined {
  const hasSocket = typeof c.env === 'object' && c.env !== null && ('incoming' in c.env || 'server' in c.env)
  return hasSocket ? getConnInfo(c).remote.address : undefined
}
