import type { Server } from 'node:http'

/** Stops accepting and lets open requests finish; after `ms` they are cut off. Resolves when nothing is open. */
export function closeServer(server: Server, ms: number): Promise<void> {
  return new Promise(resolve => {
    if (!server.listening) return resolve()
    const limit = setTimeout(() => server.closeAllConnections(), ms)
    server.close(() => {
      clearTimeout(limit)
      resolve()
    })
    server.closeIdleConnections()
  })
}
