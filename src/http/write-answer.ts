import type { IncomingMessage, ServerResponse } from 'node:http'
import type { HookAnswer } from './hook-answers.ts'

/** How long a sender whose body is not wanted may go on sending, so that it comes to read the answer. */
const lingerMs = 1_000

/** Writes an answer. The headers are few and known, so they go out as they are. */
export function writeAnswer(incoming: IncomingMessage, outgoing: ServerResponse, answer: HookAnswer): void {
  if (outgoing.destroyed) return
  const { status, type, body, headers, close } = answer
  const length = Buffer.byteLength(body)
  outgoing.writeHead(status, {
    'content-type': type,
    'content-length': length,
    ...headers,
    ...(close && { connection: 'close' }),
  })
  if (close && !incoming.complete) linger(incoming, outgoing, body)
  else outgoing.end(body)
}

/** The answer goes out whole, but the connection stays until the sender stops sending, or has had its time. */
function linger(incoming: IncomingMessage, outgoing: ServerResponse, body: string): void {
  outgoing.write(body)
  const end = () => {
    clearTimeout(timer)
    outgoing.end()
  }
  const timer = setTimeout(end, lingerMs)
  incoming.once('end', end).once('close', end).resume()
}
