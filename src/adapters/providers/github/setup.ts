import type { ProviderSettings } from '../../../core/provider-settings.ts'
import { type ForgeSetup, splitName } from '../forge.ts'
import type { GitHubClient } from './call.ts'
import { findRepositoryHook } from './hooks.ts'

/** What Redhook acts on. */
const events = [
  ...['push', 'pull_request', 'release', 'check_suite', 'workflow_run', 'package', 'registry_package', 'repository'],
]

/** Hooks and deploy keys. With an App the hook may be the App's own. */
export function createGitHubSetup(client: GitHubClient, { app }: ProviderSettings): ForgeSetup {
  const asking = (repository: string, what: string, signal?: AbortSignal) => ({ repository, what, signal })
  const hooks = { repository_hooks: 'write' } as const
  const keys = { administration: 'write' } as const
  return {
    async findHook(repository, hookUrl, signal) {
      if (app !== undefined) {
        const asking = { what: "Reading the App's hook", signal }
        const { url } = await client.askAsApp(asking, request => request('GET /app/hook/config'))
        if (url === hookUrl) {
          const { events: wanted } = await client.askAsApp(asking, async request => {
            const { data } = await request('GET /app')
            return { data: { events: data?.events ?? [] } }
          })
          return { id: 'app', isActive: true, events: wanted }
        }
      }
      const hook = await findRepositoryHook(client, repository, hookUrl, signal)
      if (hook === undefined) return undefined
      const { id, active, events: wanted, last_response } = hook
      const lastStatus = last_response.code === null ? last_response.status : String(last_response.code)
      return {
        ...{ id: String(id), isActive: active, events: wanted },
        ...(lastStatus === null || lastStatus === 'unused' ? {} : { lastStatus }),
      }
    },
    async createHook(repository, { url, secret }, signal) {
      const call = { ...asking(repository, 'Making the webhook', signal), needs: hooks }
      const made = await client.ask(call, request =>
        request('POST /repos/{owner}/{repo}/hooks', {
          ...splitName(repository),
          ...{ name: 'web', active: true, events },
          config: { url, secret, content_type: 'json', insecure_ssl: '0' },
        }),
      )
      return { id: String(made.id) }
    },
    async pingHook(repository, id, signal) {
      // An App's own hook can't be pinged.
      if (id === 'app') return false
      const call = { ...asking(repository, 'Asking for a ping', signal), needs: hooks }
      await client.ask(call, request =>
        request('POST /repos/{owner}/{repo}/hooks/{hook_id}/pings', { ...splitName(repository), hook_id: Number(id) }),
      )
      return true
    },
    async removeHook(repository, id, signal) {
      if (id === 'app') return
      const call = { ...asking(repository, 'Removing the webhook', signal), needs: hooks }
      await client.ask(call, request =>
        request('DELETE /repos/{owner}/{repo}/hooks/{hook_id}', { ...splitName(repository), hook_id: Number(id) }),
      )
    },
    async addDeployKey(repository, { title, publicKey }, signal) {
      const call = { ...asking(repository, 'Adding the deploy key', signal), needs: keys }
      const made = await client.ask(call, request =>
        request('POST /repos/{owner}/{repo}/keys', {
          ...splitName(repository),
          title,
          key: publicKey,
          read_only: true,
        }),
      )
      return { id: String(made.id) }
    },
    async removeDeployKey(repository, id, signal) {
      const call = { ...asking(repository, 'Removing the deploy key', signal), needs: keys }
      await client.ask(call, request =>
        request('DELETE /repos/{owner}/{repo}/keys/{key_id}', { ...splitName(repository), key_id: Number(id) }),
      )
    },
  }
}
