import { isSigningSecret } from '../../core/delivery/standard-webhooks.ts'
import { RedhookError } from '../../core/errors.ts'
import { askPages } from './ask-pages.ts'
import type { ForgeSetup } from './forge.ts'
import { madeId } from './made-id.ts'
import { at } from './paths.ts'
import type { AskForge } from './request.ts'

interface Hook {
  readonly id: number
  readonly url: string
  readonly alert_status?: string
  readonly signing_token_present?: boolean
  readonly [event: `${string}_events`]: boolean
}

const withoutSignatures = () =>
  new RedhookError('This GitLab signs no webhooks', {
    code: 'PROVIDER_FAILED',
    hint: 'Take a secret that does not begin with whsec_: GitLab sends it as its secret token then.',
  })

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
  const removeHook = async (repository: string, id: string, signal?: AbortSignal): Promise<void> => {
    const path = at`/projects/${repository}/hooks/${id}`
    await ask({ method: 'DELETE', path, ...asking('Removing the webhook', signal) })
  }
  return {
    async findHook(repository, hookUrl, signal) {
      const hooks = await askPages<Hook>(ask, {
        path: ({ page, per_page }) => `${at`/projects/${repository}/hooks`}?per_page=${per_page}&page=${page}`,
        ...asking('Listing the webhooks', signal),
      })
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
      const signs = isSigningSecret(secret)
      const made = await ask<Hook>({
        method: 'POST',
        path: at`/projects/${repository}/hooks`,
        body: { url, [signs ? 'signing_token' : 'token']: secret, enable_ssl_verification: true, ...wanted },
        ...asking('Making the webhook', signal),
      })
      const id = madeId(made)
      if (!signs || made.signing_token_present === true) return { id }
      // An older GitLab passes over what it does not know: all that such a hook sends would be refused.
      await removeHook(repository, id, signal)
      throw withoutSignatures()
    },
    async pingHook(repository, id, signal) {
      const path = at`/projects/${repository}/hooks/${id}/test/push_events`
      await ask({ method: 'POST', path, ...asking('Asking for a test', signal) })
      return true
    },
    removeHook,
    async addDeployKey(repository, { title, publicKey }, signal) {
      const made = await ask<{ id: number }>({
        method: 'POST',
        path: at`/projects/${repository}/deploy_keys`,
        body: { title, key: publicKey, can_push: false },
        ...asking('Adding the deploy key', signal),
      })
      return { id: madeId(made) }
    },
    async removeDeployKey(repository, id, signal) {
      const path = at`/projects/${repository}/deploy_keys/${id}`
      await ask({ method: 'DELETE', path, ...asking('Removing the deploy key', signal) })
    },
  }
}
