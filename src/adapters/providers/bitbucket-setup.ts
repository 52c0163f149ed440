import { bitbucketPlace, cloudList } from './bitbucket-place.ts'
import type { ForgeSetup } from './forge.ts'
import { madeId } from './made-id.ts'
import { at } from './paths.ts'
import type { AskForge } from './request.ts'

interface Hook {
  readonly uuid: string
  readonly url: string
  readonly active: boolean
  readonly events: readonly string[]
}

/** What Redhook hears of. */
const events = [
  ...['push', 'updated', 'transfer'].map(event => `repo:${event}`),
  ...['created', 'updated', 'fulfilled', 'rejected'].map(event => `pullrequest:${event}`),
]

/** Hooks and access keys of a repository. */
export function createBitbucketSetup(ask: AskForge): ForgeSetup {
  const hooks = (what: string, signal?: AbortSignal) => ({ what, permission: 'webhooks: read and write', signal })
  const keys = (what: string, signal?: AbortSignal) => ({ what, permission: 'repositories: admin', signal })
  return {
    async findHook(repository, hookUrl, signal) {
      const path = `${bitbucketPlace(repository)}/hooks`
      const all = await cloudList<Hook>(ask, { path, ...hooks('Listing the webhooks', signal) })
      const hook = all.find(({ url }) => url === hookUrl)
      return hook && { id: hook.uuid, isActive: hook.active, events: hook.events }
    },
    async createHook(repository, { url, secret }, signal) {
      const { uuid: id } = await ask<Hook>({
        method: 'POST',
        path: `${bitbucketPlace(repository)}/hooks`,
        body: { description: 'Redhook', url, secret, active: true, events },
        ...hooks('Making the webhook', signal),
      })
      return { id: madeId({ id }) }
    },
    pingHook: async () => false,
    async removeHook(repository, id, signal) {
      const path = `${bitbucketPlace(repository)}${at`/hooks/${id}`}`
      await ask({ method: 'DELETE', path, ...hooks('Removing the webhook', signal) })
    },
    async addDeployKey(repository, { title, publicKey }, signal) {
      const made = await ask<{ id: number }>({
        method: 'POST',
        path: `${bitbucketPlace(repository)}/deploy-keys`,
        body: { label: title, key: publicKey },
        ...keys('Adding the access key', signal),
      })
      return { id: madeId(made) }
    },
    async removeDeployKey(repository, id, signal) {
      const path = `${bitbucketPlace(repository)}${at`/deploy-keys/${id}`}`
      await ask({ method: 'DELETE', path, ...keys('Removing the access key', signal) })
    },
  }
}
