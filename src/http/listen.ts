import { once } from 'node:events'
import { chmodSync, lstatSync, rmSync } from 'node:fs'
import type { Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { RedhookError } from '../core/errors.ts'

/** Where to listen over the network. */
export interface Address {
  readonly host: string
  /** 0: any free one. */
  readonly port: number
}

/**
 * Listens at an address. Returns the port, which is news where any free one was asked for.
 * @throws RedhookError ADDRESS_IN_USE, ADDRESS_INVALID
 */
export async function listenAt(server: Server, { host, port }: Address): Promise<number> {
  const where = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
  server.listen({ host, port })
  await listening(server, where, 'Stop what listens there, or choose another with server.listen or --port.')
  return (server.address() as AddressInfo).port
}

/**
 * Listens at a unix socket that only its owner may use. A socket that a crash left behind is removed.
 * @throws RedhookError ADDRESS_IN_USE, ADDRESS_INVALID
 */
export async function listenAtSocket(server: Server, path: string): Promise<void> {
  if (isSocket(path) && !(await answers(path))) rmSync(path, { force: true })
  // Binding happens inside listen(), so the mask is back before anything else runs.
  const before = process.umask(0o177)
  try {
    server.listen({ path })
  } finally {
    process.umask(before)
  }
  await listening(server, path, 'Another Redhook serves this data folder; stop it, or use another with --data.')
  chmodSync(path, 0o600)
}

async function listening(server: Server, where: string, hint: string): Promise<void> {
  try {
    await once(server, 'listening')
  } catch (cause) {
    throw whyNotListening(cause, where, hint)
  }
}

function whyNotListening(cause: unknown, where: string, hint: string): RedhookError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
  if (code === 'EADDRINUSE') {
    return new RedhookError(`Something listens at ${where} already`, { code: 'ADDRESS_IN_USE', hint, cause })
  }
  return new RedhookError(`Redhook cannot listen at ${where}: ${code}`, {
    code: 'ADDRESS_INVALID',
    hint: 'Choose an address of this machine and a port above 1023 (server.listen); a data folder with a short path.',
    cause,
  })
}

const isSocket = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false })?.isSocket() ?? false

function answers(path: string): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(path)
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}
