import type { ProviderSettings } from '../../core/provider-settings.ts'
import { type ForgeSetup, splitName } from './forge.ts'
import { at } from './paths.ts'
import type { AskForge } from './request.ts'

interface Hook {
  readonly id: number
  readonly active: boolean
  readonly events: readonly string[]
  readonly config: { readonly url?: string }
}

const events = ['push', 'create', 'delete', 'pull_request', 'release', 'package', 'repository']
const gogsEvents = ['push', 'create', 'delete', 'pull_request', 'release']

/** Hooks and deploy keys of a repository. */
export function createGiteaSetup(ask: AskForge, { name: forge }: ProviderSettings): ForgeSetup {
  const place = (repository: string, rest: string) => {
    const { owner, repo } = splitName(repository)
    return `${at`/repos/${owner}/${repo}`}${rest}`
  }
  const asking = (what: string, signal?: AbortSignal) => ({ what, permission: 'write:repository', signal })
  return {
    async findHook(repository, hookUrl, signal) {
      const path = place(repository, '/hooks?limit=50')
      const hooks = await ask<Hook[]>({ path, ...asking('Listing the webhooks', signal) })
      const hook = hooks.find(({ config }) => config.url === hookUrl)
      return hook && { id: String(hook.id), isActive: hook.active, events: hook.events }
    },
    async createHook(repository, { url, secret }, signal) {
      const { id } = await ask<Hook>({
        method: 'POST',
        path: place(repository, '/hooks'),
        body: {
          ...{ type: forge, active: true, events: forge === 'gogs' ? gogsEvents : events },
          config: { url, secret, content_type: 'json' },
        },
        ...asking('Making the webhook', signal),
      })
      return { id: String(id) }
    },
    async pingHook(repository, id, signal) {
      const path = place(repository, at`/hooks/${id}/tests`)
      await ask({ method: 'POST', path, ...asking('Asking for a test', signal) })
    },
    async removeHook(repository, id, signal) {
      await ask({
        method: 'DELETE',
        path: place(repository, at`/hooks/${id}`),
        ...asking('Removing the webhook', signal),
      })
    },
    async addDeployKey(repository, { title, publicKey }, signal) {
      const { id } = await ask<{ id: number }>({
        method: 'POST',
        path: place(repository, '/keys'),
        body: { title, key: publicKey, read_only: true },
        ...asking('Adding the deploy key', signal),
      })
      return { id: String(id) }
    },
    async removeDeployKey(repository, id, signal) {
      await ask({
        method: 'DELETE',
        path: place(repository, at`/keys/${id}`),
        ...asking('Removing the deploy key', signal),
      })
    },
  }
}
