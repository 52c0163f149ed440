import { dataCenterList, dataCenterPlace } from './bitbucket-place.ts'
import { type ForgeSetup, splitName } from './forge.ts'
import { madeId } from './made-id.ts'
import { at } from './paths.ts'
import type { AskForge } from './request.ts'

interface Hook {
  readonly id: number
  readonly url: string
  readonly active: boolean
  readonly events: readonly string[]
}

/** What Redhook hears of. */
const events = [
  ...['refs_changed', 'modified'].map(event => `repo:${event}`),
  ...['opened', 'from_ref_updated', 'modified', 'merged', 'declined', 'deleted'].map(event => `pr:${event}`),
]

/** Hooks and access keys of a repository. */
export function createBitbucketDcSetup(ask: AskForge): ForgeSetup {
  const asking = (what: string, signal?: AbortSignal) => ({ what, permission: 'repository admin', signal })
  const keysOf = (repository: string) => {
    const { owner, repo } = splitName(repository)
    return at`/keys/latest/projects/${owner}/repos/${repo}/ssh`
  }
  return {
    async findHook(repository, hookUrl, signal) {
      const path = `${dataCenterPlace(repository)}/webhooks`
      const all = await dataCenterList<Hook>(ask, { path, ...asking('Listing the webhooks', signal) })
      const hook = all.find(({ url }) => url === hookUrl)
      return hook && { id: String(hook.id), isActive: hook.active, events: hook.events }
    },
    async createHook(repository, { url, secret }, signal) {
      const made = await ask<Hook>({
        method: 'POST',
        path: `${dataCenterPlace(repository)}/webhooks`,
        body: { name: 'Redhook', url, active: true, events, configuration: { secret } },
        ...asking('Making the webhook', signal),
      })
      return { id: madeId(made) }
    },
    async pingHook(repository, id, signal) {
      const place = `${dataCenterPlace(repository)}/webhooks`
      const { url } = await ask<Hook>({ path: `${place}${at`/${id}`}`, ...asking('Reading the webhook', signal) })
      const path = `${place}/test?webhookId=${encodeURIComponent(id)}&url=${encodeURIComponent(url)}`
      await ask({ method: 'POST', path, ...asking('Asking for a test', signal) })
      return true
    },
    async removeHook(repository, id, signal) {
      const path = `${dataCenterPlace(repository)}${at`/webhooks/${id}`}`
      await ask({ method: 'DELETE', path, ...asking('Removing the webhook', signal) })
    },
    async addDeployKey(repository, { title, publicKey }, signal) {
      const made = await ask<{ key: { id: number } }>({
        method: 'POST',
        path: keysOf(repository),
        body: { key: { text: publicKey, label: title }, permission: 'REPO_READ' },
        ...asking('Adding the access key', signal),
      })
      return { id: madeId(made.key) }
    },
    async removeDeployKey(repository, id, signal) {
      const path = `${keysOf(repository)}${at`/${id}`}`
      await ask({ method: 'DELETE', path, ...asking('Removing the access key', signal) })
    },
  }
}
