import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ProbeAnswers } from './probe-answers.ts'

/** An answer that is read by programs and kept nowhere. */
const headers = {
  'content-type': 'application/json',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
}

/**
 * Answers a probe without anything else being loaded: they are asked for from the first moment on, often by those who never ask for more. False
 * for every other request.
 */
export function createServeProbe(
  answers: ProbeAnswers,
): (incoming: IncomingMessage, outgoing: ServerResponse, path: string) => Promise<boolean> {
  return async ({ method }, outgoing, path) => {
    const ask = method === 'GET' || method === 'HEAD' ? answers.get(path) : undefined
    if (ask === undefined) return false
    const { status, body } = await ask()
    outgoing.writeHead(status, headers)
    outgoing.end(method === 'HEAD' ? undefined : JSON.stringify(body))
    return true
  }
}
