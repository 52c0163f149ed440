import { connect, createServer, type NetConnectOpts, type Socket } from 'node:net'

/** A door on the loopback in front of something that listens: open, it lets everything through; shut, who comes has to wait. */
export interface Gate extends AsyncDisposable {
  readonly port: number
  /** Connections that come from now on are taken, and hear nothing. */
  shut(): void
  /** Whoever waits is let through. */
  open(): void
}

/** Opens a gate in front of a port or a socket. */
export async function openGate(to: NetConnectOpts): Promise<Gate> {
  const waiting = new Set<Socket>()
  const all = new Set<Socket>()
  let isShut = false
  const server = createServer({ allowHalfOpen: true }, socket => {
    all.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => all.delete(socket) && waiting.delete(socket))
    if (isShut) waiting.add(socket)
    else letThrough(socket, to)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    shut() {
      isShut = true
    },
    open() {
      isShut = false
      for (const socket of waiting) letThrough(socket, to)
      waiting.clear()
    },
    async [Symbol.asyncDispose]() {
      for (const socket of all) socket.destroy()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

function letThrough(socket: Socket, to: NetConnectOpts): void {
  const inner = connect({ ...to, allowHalfOpen: true })
  inner.on('error', () => socket.destroy())
  inner.on('close', () => socket.destroy())
  socket.on('close', () => inner.destroy())
  socket.pipe(inner).pipe(socket)
}
