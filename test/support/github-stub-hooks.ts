import { createHmac, randomUUID } from 'node:crypto'
import type { StubDelivery, StubHook, StubRepository, StubState } from './github-stub-state.ts'

/** An event on its way to a hook. */
export interface StubEvent {
  readonly event: string
  readonly payload: object
  readonly repository?: StubRepository
  /** The id of an earlier attempt, to send it again. */
  readonly guid?: string
  /** It never arrives: GitHub notes a failure. */
  readonly isLost?: boolean
}

/** Posts to the hook as GitHub does, signed, and notes what came of it. */
export async function deliverTo(state: StubState, hook: StubHook, sent: StubEvent): Promise<StubDelivery> {
  const { event, payload, repository, guid = randomUUID(), isLost = false } = sent
  const body = JSON.stringify(payload)
  const answer = isLost ? { status: 'timed out', status_code: 0 } : await post(hook, { event, guid, body })
  const delivery: StubDelivery = {
    id: state.nextId(),
    guid,
    event,
    repository_id: repository?.id ?? null,
    delivered_at: new Date().toISOString(),
    redelivery: sent.guid !== undefined,
    body,
    ...answer,
  }
  hook.deliveries.unshift(delivery)
  hook.last_response = { code: answer.status_code === 0 ? null : answer.status_code, status: answer.status }
  return delivery
}

async function post(hook: StubHook, { event, guid, body }: { event: string; guid: string; body: string }) {
  try {
    const answer = await fetch(hook.config.url, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'GitHub-Hookshot/stub',
        'x-github-event': event,
        'x-github-delivery': guid,
        'x-github-hook-id': String(hook.id),
        'x-hub-signature-256': `sha256=${createHmac('sha256', hook.config.secret).update(body).digest('hex')}`,
      },
      signal: AbortSignal.timeout(10_000),
    })
    await answer.arrayBuffer()
    return { status: answer.ok ? 'OK' : answer.statusText, status_code: answer.status }
  } catch {
    return { status: 'failed to connect to host', status_code: 0 }
  }
}
