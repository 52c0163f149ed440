import {
  createServer as createNodeServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { AppPorts, Door } from './app.ts'
import { closeServer } from './close-server.ts'
import { parseHookPath } from './hook-path.ts'
import { type Address, listenAt, listenAtSocket } from './listen.ts'
import { createLoadedApp } from './load-app.ts'
import { createProbeAnswers } from './probe-answers.ts'
import { createServeProbe } from './serve-probe.ts'
import { pathOf } from './target.ts'
import { createServeHook, type HookLimits, type HookPorts } from './webhook.ts'

export interface ServerPorts extends HookPorts, Omit<AppPorts, 'stopping' | 'log' | 'settings'> {}

/** How long a sender may take, in milliseconds, before it is cut off with 408. */
export interface Timeouts {
  readonly headersMs: number
  readonly requestMs: number
  /** How often to look. */
  readonly checkMs: number
}

export interface ServerOptions {
  readonly address: Address
  /** The unix socket of the command line. */
  readonly socketPath: string
  readonly timeouts?: Timeouts
  readonly limits?: HookLimits
  /** How long open requests may go on once the server closes. */
  readonly closeMs?: number
}

/** A server that listens at both of its doors. Disposing stops accepting and lets open requests finish, for a while. */
export interface RunningServer extends AsyncDisposable {
  readonly port: number
}

const defaultTimeouts: Timeouts = { headersMs: 10_000, requestMs: 30_000, checkMs: 1_000 }
const mostConnections = 1_024

/**
 * Starts to answer, over the network and at the socket.
 * @throws RedhookError ADDRESS_IN_USE, ADDRESS_INVALID
 */
export async function createServer(ports: ServerPorts, options: ServerOptions): Promise<RunningServer> {
  const stopping = new AbortController()
  const serveHook = createServeHook(ports, options.limits)
  const open = (door: Door): Server =>
    createDoor(createListener(ports, serveHook, door, stopping.signal), options.timeouts)
  const network = open('network')
  const socket = open('socket')
  const close = async () => {
    stopping.abort()
    await Promise.all([network, socket].map(server => closeServer(server, options.closeMs ?? 10_000)))
  }
  try {
    const port = await listenAt(network, options.address)
    await listenAtSocket(socket, options.socketPath)
    return { port, [Symbol.asyncDispose]: close }
  } catch (error) {
    await close()
    throw error
  }
}

function createDoor(listener: RequestListener, timeouts = defaultTimeouts): Server {
  const server = createNodeServer(
    {
      headersTimeout: timeouts.headersMs,
      requestTimeout: timeouts.requestMs,
      connectionsCheckingInterval: timeouts.checkMs,
    },
    listener,
  )
  server.maxConnections = mostConnections
  return server
}

/** The hook goes straight to its handler, probes to theirs; Hono has the rest, once somebody asks for it. */
function createListener(
  ports: ServerPorts,
  serveHook: ReturnType<typeof createServeHook>,
  door: Door,
  stopping: AbortSignal,
): RequestListener {
  const serveProbe = createServeProbe(createProbeAnswers(ports.house, ports.clock))
  const rest = createLoadedApp({ ...ports, stopping }, door)
  const serve = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const target = pathOf(incoming.url ?? '/')
    const path = parseHookPath(target, ports.settings().webhookPath)
    if (path !== undefined) return serveHook(incoming, outgoing, path, door)
    if (!(await serveProbe(incoming, outgoing, target))) await rest(incoming, outgoing)
  }
  return (incoming, outgoing) => {
    serve(incoming, outgoing).catch((error: unknown) => {
      ports.log.error({ err: error }, 'a request could not be answered')
      if (!outgoing.headersSent) outgoing.writeHead(500)
      outgoing.end()
    })
  }
}
