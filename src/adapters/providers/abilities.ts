import type { ProviderSettings } from '../../core/provider-settings.ts'
import type { Abilities } from '../../pipeline/ports/provider-api.ts'

const nothing: Abilities = { statuses: false, deployments: false, checkRuns: false, comments: false, api: false }

/** What may be done at the forge with what was configured for it. */
export function abilitiesOf({ name, token, app, apiUrl }: ProviderSettings): Abilities {
  if (apiUrl === undefined || (token === undefined && app === undefined)) return nothing
  const isGitHub = name === 'github'
  return {
    // Gogs has no commit statuses.
    statuses: name !== 'gogs',
    deployments: isGitHub,
    checkRuns: app !== undefined,
    comments: true,
    api: name !== 'azure',
  }
}
