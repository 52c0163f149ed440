import { type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { Sent } from '../../pipeline/ports/notifier.ts'
import { type Answer, judgeAnswer } from './judge-answer.ts'
import { checkLiteral, createReach, hostOf, type Reach, RefusedAddress } from './reachable.ts'
import type { PostRequest } from './request.ts'

export interface PostOptions {
  /** For everything together. */
  readonly timeoutMs: number
  readonly allowPrivate: readonly string[]
  readonly signal: AbortSignal
  /** UTC, epoch milliseconds. */
  readonly now: number
}

/** More of an answer is not read. */
const mostAnswerBytes = 16 * 1024

/** Posts once. No redirect is followed, no proxy asked, the answer is bounded. Never throws unless the signal aborts. */
export async function post(request: PostRequest, options: PostOptions): Promise<Sent> {
  const limit = AbortSignal.timeout(options.timeoutMs)
  const url = new URL(request.url)
  try {
    const reach = createReach(options.allowPrivate)
    checkLiteral(hostOf(url), reach)
    const answer = await send(url, request, reach, AbortSignal.any([options.signal, limit]))
    return judgeAnswer(url.host, answer, options.now)
  } catch (error) {
    options.signal.throwIfAborted()
    if (error instanceof RefusedAddress) return { ok: false, isFinal: true, error: error.message }
    const why = limit.aborted ? `no answer within ${options.timeoutMs / 1000} s` : whyFailed(error)
    return { ok: false, isFinal: false, error: `${url.host}: ${why}` }
  }
}

async function send(url: URL, { headers, body }: PostRequest, { lookup }: Reach, signal: AbortSignal): Promise<Answer> {
  const bytes = Buffer.from(body)
  const message = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, {
    method: 'POST',
    headers: {
      ...headers,
      'content-length': bytes.length,
      'user-agent': 'Redhook',
      accept: 'application/json, text/plain',
    },
    // A connection that is kept could have been made under other rules.
    agent: false,
    lookup,
    signal,
  })
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    message.once('response', resolve)
    message.once('error', reject)
  })
  message.end(bytes)
  const response = await answered
  try {
    const { statusCode: status = 0, headers: heard } = response
    // Taken is taken, however long the rest of the answer is.
    const isTaken = status >= 200 && status < 300
    return { status, retryAfter: heard['retry-after'], body: isTaken ? '' : await readSome(response) }
  } finally {
    message.destroy()
  }
}

async function readSome(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    size += chunk.length
    if (size >= mostAnswerBytes) break
  }
  return Buffer.concat(chunks).subarray(0, mostAnswerBytes).toString('utf8')
}

function whyFailed(error: unknown): string {
  const [first = error] = error instanceof AggregateError ? error.errors : []
  return first instanceof Error ? first.message : String(first)
}
