import type { Context } from 'hono'
import type { House } from '../../../pipeline/house.ts'
import type { LogLine } from '../../../pipeline/ports/deployment-logs.ts'
import type { HttpEnv } from '../../http-env.ts'

const encoder = new TextEncoder()

/** The whole log as a text file, as it is read; never as something a browser would run. */
export function streamLog(
  c: Context<HttpEnv>,
  house: Pick<House, 'readLog'>,
  { id, file = `deployment-${id}.log` }: { readonly id: number; readonly file?: string },
): Response {
  const left = new AbortController()
  const signal = AbortSignal.any([left.signal, c.req.raw.signal])
  const lines = (house.readLog(id, { follow: false, signal }) ?? none())[Symbol.asyncIterator]()
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const text = await nextLines(lines)
      if (text === '') controller.close()
      else controller.enqueue(encoder.encode(text))
    },
    cancel: () => left.abort(),
  })
  return new Response(body, {
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'content-disposition': `attachment; filename="${file}"`,
      'x-content-type-options': 'nosniff',
    },
  })
}

async function* none(): AsyncGenerator<LogLine> {}

const atOnce = 500

async function nextLines(lines: AsyncIterator<LogLine>): Promise<string> {
  let text = ''
  for (let count = 0; count < atOnce; count++) {
    const { done, value } = await lines.next()
    if (done) break
    text += `${new Date(value.at).toISOString()} ${value.step} ${value.text}\n`
  }
  return text
}
