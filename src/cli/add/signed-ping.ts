import { createHmac, randomUUID } from 'node:crypto'
import { isSigningSecret } from '../../core/delivery/standard-webhooks.ts'
import type { ProviderName } from '../../core/provider.ts'

/** A webhook request that deploys nothing. */
export interface SignedPing {
  /** The delivery's id, by which it is found again. */
  readonly id: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** A ping as this forge would sign it. */
export function createSignedPing(provider: ProviderName, repository: string, secret: string): SignedPing {
  const id = randomUUID()
  const body = JSON.stringify(bodyOf(provider, repository, id))
  const mac = createHmac('sha256', secret).update(body).digest('hex')
  const basic = Buffer.from(`redhook:${secret}`).toString('base64')
  const own: Readonly<Record<ProviderName, Readonly<Record<string, string>>>> = {
    github: { 'x-github-event': 'ping', 'x-github-delivery': id, 'x-hub-signature-256': `sha256=${mac}` },
    gitlab: { 'x-gitlab-event': 'Ping Hook', 'x-gitlab-event-uuid': id, ...gitlabProof(id, body, secret) },
    gitea: { 'x-gitea-event': 'ping', 'x-gitea-delivery': id, 'x-gitea-signature': mac },
    forgejo: { 'x-forgejo-event': 'ping', 'x-forgejo-delivery': id, 'x-forgejo-signature': mac },
    gogs: { 'x-gogs-event': 'ping', 'x-gogs-delivery': id, 'x-gogs-signature': mac },
    bitbucket: { 'x-event-key': 'diagnostics:ping', 'x-request-uuid': id, 'x-hub-signature': `sha256=${mac}` },
    'bitbucket-dc': { 'x-event-key': 'diagnostics:ping', 'x-request-id': id, 'x-hub-signature': `sha256=${mac}` },
    azure: { authorization: `Basic ${basic}` },
  }
  return { id, body, headers: { 'content-type': 'application/json', 'user-agent': 'redhook-add', ...own[provider] } }
}

/** The secret itself, or where it is one to sign with, a signature as Standard Webhooks says. */
function gitlabProof(id: string, body: string, secret: string): Readonly<Record<string, string>> {
  if (!isSigningSecret(secret)) return { 'x-gitlab-token': secret }
  const timestamp = String(Math.floor(Date.now() / 1000))
  const key = Buffer.from(secret.slice(secret.indexOf('_') + 1), 'base64')
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` }
}

function bodyOf(provider: ProviderName, full_name: string, id: string): object {
  const name = full_name.slice(full_name.lastIndexOf('/') + 1)
  switch (provider) {
    case 'gitlab':
      return { object_kind: 'ping', project: { path_with_namespace: full_name } }
    case 'azure':
      return { id, eventType: 'ping', resource: {} }
    case 'bitbucket-dc':
      return { test: true }
    default:
      return { repository: { name, full_name } }
  }
}
