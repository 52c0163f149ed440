import type { ProviderName } from '../../core/provider.ts'
import type { ProviderSettings } from '../../core/provider-settings.ts'
import { askPages } from './ask-pages.ts'
import { type ForgeSetup, splitName } from './forge.ts'
import { madeId } from './made-id.ts'
import { at } from './paths.ts'
import type { AskForge } from './request.ts'

interface Hook {
  readonly id: number
  readonly active: boolean
  readonly events: readonly string[]
  readonly config: { readonly url?: string }
}

const common = ['push', 'pull_request', 'release']
const newer = [...common, 'package', 'repository']

/** What Redhook hears of each. An event that a version does not know yet, it passes over. */
const events: Readonly<Partial<Record<ProviderName, readonly string[]>>> = {
  gitea: [...newer, 'workflow_run'],
  forgejo: [...newer, ...['failure', 'recover', 'success'].map(result => `action_run_${result}`)],
}

/** More is cut off quietly, and by some servers less. */
export const pageSize = 50
export const pageOf = ({ page, per_page }: { page: number; per_page: number }): string =>
  `limit=${per_page}&page=${page}`

/** Hooks and deploy keys of a repository. */
export function createGiteaSetup(ask: AskForge, { name: forge }: ProviderSettings): ForgeSetup {
  const place = (repository: string, rest: string) => {
    const { owner, repo } = splitName(repository)
    return `${at`/repos/${owner}/${repo}`}${rest}`
  }
  const asking = (what: string, signal?: AbortSignal) => ({ what, permission: 'write:repository', signal })
  return {
    async findHook(repository, hookUrl, signal) {
      const asked = asking('Listing the webhooks', signal)
      const all = place(repository, '/hooks')
      // Gogs has all in one list.
      const hooks =
        forge === 'gogs'
          ? await ask<Hook[]>({ path: all, ...asked })
          : await askPages<Hook>(ask, { path: page => `${all}?${pageOf(page)}`, ...asked }, pageSize)
      const hook = hooks.find(({ config }) => config.url === hookUrl)
      return hook && { id: String(hook.id), isActive: hook.active, events: hook.events }
    },
    async createHook(repository, { url, secret }, signal) {
      const made = await ask<Hook>({
        method: 'POST',
        path: place(repository, '/hooks'),
        body: {
          ...{ type: forge, active: true, events: events[forge] ?? common },
          config: { url, secret, content_type: 'json' },
        },
        ...asking('Making the webhook', signal),
      })
      return { id: madeId(made) }
    },
    async pingHook(repository, id, signal) {
      // It has a button for that alone.
      if (forge === 'gogs') return false
      const path = place(repository, at`/hooks/${id}/tests`)
      await ask({ method: 'POST', path, ...asking('Asking for a test', signal) })
      return true
    },
    async removeHook(repository, id, signal) {
      await ask({
        method: 'DELETE',
        path: place(repository, at`/hooks/${id}`),
        ...asking('Removing the webhook', signal),
      })
    },
    async addDeployKey(repository, { title, publicKey }, signal) {
      const made = await ask<{ id: number }>({
        method: 'POST',
        path: place(repository, '/keys'),
        body: { title, key: publicKey, read_only: true },
        ...asking('Adding the deploy key', signal),
      })
      return { id: madeId(made) }
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
