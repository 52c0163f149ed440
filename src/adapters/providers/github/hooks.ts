import { splitName } from '../forge.ts'
import { allPages } from '../pages.ts'
import type { GitHubClient } from './call.ts'

/** The repository's hook that leads to this URL. */
export async function findRepositoryHook(
  client: GitHubClient,
  repository: string,
  hookUrl: string,
  signal?: AbortSignal,
) {
  const call = { repository, needs: { repository_hooks: 'read' }, what: 'Listing the webhooks', signal } as const
  const hooks = await allPages(page =>
    client.ask(call, request => request('GET /repos/{owner}/{repo}/hooks', { ...splitName(repository), ...page })),
  )
  return hooks.find(({ config }) => config.url === hookUrl)
}
