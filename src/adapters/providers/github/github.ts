import type { Forge, ForgeParts } from '../forge.ts'
import { createGitHubClient } from './client.ts'
import { createGitHubDeliveries } from './deliveries.ts'
import { createGitHubPeople } from './people.ts'
import { createGitHubReports } from './reports.ts'
import { createGitHubSetup } from './setup.ts'

/** GitHub, or a server of GitHub Enterprise. */
export function createGitHub(parts: ForgeParts): Forge {
  const { settings } = parts
  const client = createGitHubClient(parts)
  return {
    send: createGitHubReports(client, parts),
    ...createGitHubPeople(client),
    ...createGitHubDeliveries(client, settings),
    async credentials(repository) {
      const password = await client.gitToken(repository)
      return password === undefined ? undefined : { user: settings.user ?? 'x-access-token', password }
    },
    setup: createGitHubSetup(client, settings),
    forgetInstallations: client.forgetInstallations,
  }
}
