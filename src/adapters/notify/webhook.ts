import { createHmac } from 'node:crypto'
import type { Notice } from '../../core/notice/notice.ts'
import { type PostRequest, postJson } from './request.ts'

/**
 * A message for anything that speaks Standard Webhooks: `{type, timestamp, data}`, where `data` is the notice. `id` is the same for every
 * attempt; the signature holds for this one, since it covers the time it was made.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function renderWebhook(
  notice: Notice,
  { url, secret }: { readonly url: string; readonly secret: string },
  { id, now }: { readonly id: string; readonly now: number },
): PostRequest {
  const { at, ...rest } = notice
  const time = new Date(at).toISOString()
  const {
    url: to,
    headers,
    body,
  } = postJson(url, { type: typeOf(notice), timestamp: time, data: { ...rest, at: time } })
  const timestamp = String(Math.floor(now / 1000))
  const signature = sign(secret, `${id}.${timestamp}.${body}`)
  return {
    url: to,
    headers: { ...headers, 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature },
    body,
  }
}

const typeOf = ({ kind, deployment }: Notice): string =>
  deployment === undefined ? (kind === 'test' ? kind : `app.${kind}`) : `deployment.${kind}`

const sign = (secret: string, content: string): string => {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  return `v1,${createHmac('sha256', key).update(content).digest('base64')}`
}
