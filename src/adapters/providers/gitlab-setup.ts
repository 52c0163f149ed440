import type { ForgeSetup } from './forge.ts'
import { allPages } from './pages.ts'
import { at } from './paths.ts'
import type { AskForge } from './request.ts'

interface Hook {
  readonly id: number
  readonly url: string
  readonly alert_status?: string
  readonly [event: `${string}_events`]: boolean
}

const wanted = {
  push_events: true,
  tag_push_events: true,
  merge_requests_events: true,
  pipeline_events: true,
  releases_events: true,
}

/** Hooks and deploy keys of a project. */
export function createGitLabSetup(ask: AskForge): ForgeSetup {
  const asking = (what: string, signal?: AbortSignal) => ({ what, permission: 'api (as a maintainer)', signal })
  return {
    async findHook(repository, hookUrl, signal) {
      const hooks = await allPages(({ page, per_page }) =>
        ask<Hook[]>({
          path: `${at`/projects/${repository}/hooks`}?per_page=${per_page}&page=${page}`,
          ...asking('Listing the webhooks', signal),
        }),
      )
      const hook = hooks.find(({ url }) => url === hookUrl)
      if (hook === undefined) return undefined
      const events = Object.entries(hook).flatMap(([key, value]) =>
        key.endsWith('_events') && value === true ? [key.slice(0, -7)] : [],
      )
      const { id, alert_status: lastStatus } = hook
      return {
        ...{ id: String(id), isActive: lastStatus !== 'disabled', events },
        ...(lastStatus === undefined ? {} : { lastStatus }),
      }
    },
    async createHook(repository, { url, secret }, signal) {
      const { id } = await ask<Hook>({
        method: 'POST',
        path: at`/projects/${repository}/hooks`,
        body: { url, token: secret, enable_ssl_verification: true, ...wanted },
        ...asking('Making the webhook', signal),
      })
      return { id: String(id) }
    },
    async pingHook(repository, id, signal) {
      const path = at`/projects/${repository}/hooks/${id}/test/push_events`
      await ask({ method: 'POST', path, ...asking('Asking for a test', signal) })
    },
    async removeHook(repository, id, signal) {
      const path = at`/projects/${repository}/hooks/${id}`
      await ask({ method: 'DELETE', path, ...asking('Removing the webhook', signal) })
    },
    async addDeployKey(repository, { title, publicKey }, signal) {
      const { id } = await ask<{ id: number }>({
        method: 'POST',
        path: at`/projects/${repository}/deploy_keys`,
        body: { title, key: publicKey, can_push: false },
        ...asking('Adding the deploy key', signal),
      })
      return { id: String(id) }
    },
    async removeDeployKey(repository, id, signal) {
      const path = at`/projects/${repository}/deploy_keys/${id}`
      await ask({ method: 'DELETE', path, ...asking('Removing the deploy key', signal) })
    },
  }
}
