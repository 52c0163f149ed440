import { request } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { SignedPing } from './signed-ping.ts'

/** Posts a webhook request to the server of this data folder, at its socket. Resolves to the status and what was said. */
export function knock(
  dataDir: string,
  path: string,
  { headers, body }: SignedPing,
  signal: AbortSignal,
): Promise<{ readonly status: number; readonly said: string }> {
  const socketPath = join(dataDir, 'redhook.sock')
  return new Promise((resolve, reject) => {
    const message = request({
      socketPath,
      path,
      method: 'POST',
      headers: { host: 'localhost', ...headers },
      signal,
      agent: false,
    })
    message.once('error', reject)
    message.once('response', answer => {
      text(answer).then(said => resolve({ status: answer.statusCode ?? 0, said }), reject)
    })
    message.end(body)
  })
}
