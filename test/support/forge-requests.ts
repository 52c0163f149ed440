import type { ProviderName } from '../../src/core/provider.ts'
import { deliveryHeaders, pushPayload } from './github-push.ts'
import { hexOf, payloadOf } from './payloads.ts'

/** The repository of each forge's sample push. */
export const forgeRepository = (name: ProviderName): string =>
  name === 'gitlab' ? 'acme/web/shop' : name === 'azure' ? 'acme/Web Team/shop' : 'acme/shop'

/** A push to the branch `main` as this forge would send it. */
export const forgePush = (name: ProviderName): string =>
  JSON.stringify(name === 'github' ? pushPayload() : payloadOf(`${name}/push`))

const events: Readonly<Record<Exclude<ProviderName, 'github' | 'azure'>, Readonly<Record<string, string>>>> = {
  gitlab: { 'x-gitlab-event': 'Push Hook' },
  gitea: { 'x-gitea-event': 'push' },
  forgejo: { 'x-forgejo-event': 'push' },
  gogs: { 'x-gogs-event': 'push' },
  bitbucket: { 'x-event-key': 'repo:push' },
  'bitbucket-dc': { 'x-event-key': 'repo:refs_changed' },
}

/** The headers of a request that says which event it tells of, and proves nothing. */
export function forgeEvent(name: ProviderName): Readonly<Record<string, string>> {
  if (name === 'github') return { 'x-github-event': 'push' }
  return name === 'azure' ? {} : events[name]
}

/** What proves that the sender knows the secret. */
export function forgeProof(name: ProviderName, body: string, secret: string): Readonly<Record<string, string>> {
  const hex = hexOf(body, secret)
  switch (name) {
    case 'github':
      return { 'x-hub-signature-256': deliveryHeaders(body, { secret })['x-hub-signature-256'] ?? '' }
    case 'gitlab':
      return { 'x-gitlab-token': secret }
    case 'bitbucket':
    case 'bitbucket-dc':
      return { 'x-hub-signature': `sha256=${hex}` }
    case 'azure':
      return { authorization: `Basic ${Buffer.from(`redhook:${secret}`).toString('base64')}` }
    default:
      return { [`x-${name}-signature`]: hex }
  }
}
