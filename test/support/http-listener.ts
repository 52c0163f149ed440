import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'

/** A request as it came in. */
export interface Heard {
  readonly method: string | undefined
  readonly path: string | undefined
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** A listener on the loopback that stands for a service; it keeps what it is sent. */
export interface Listener extends AsyncDisposable {
  readonly port: number
  readonly url: string
  readonly heard: Heard[]
  /** How it answers from now on. */
  answer(with_: Answering): void
}

export type Answering = (response: ServerResponse, heard: Heard, count: number) => void

/** An answer with this status. */
export const status =
  (code: number, headers: Record<string, string> = {}, body = ''): Answering =>
  response => {
    response.writeHead(code, headers)
    response.end(body)
  }

export async function openListener(first: Answering = status(200, {}, 'ok')): Promise<Listener> {
  const heard: Heard[] = []
  let answering = first
  const server = createServer((request, response) => {
    const { method, url: path, headers } = request
    buffer(request).then(
      body => {
        const one = { method, path, headers, body: body.toString('utf8') }
        heard.push(one)
        answering(response, one, heard.length)
      },
      () => response.destroy(),
    )
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    heard,
    answer(with_) {
      answering = with_
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
