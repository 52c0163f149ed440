import { type Forge, splitName } from '../forge.ts'
import { allPages } from '../pages.ts'
import type { GitHubClient } from './call.ts'

/** Pull requests, and who may write. */
export function createGitHubPeople(
  client: GitHubClient,
): Pick<Forge, 'openPullRequests'> & Required<Pick<Forge, 'mayWrite'>> {
  return {
    async openPullRequests(repository, signal) {
      const call = { repository, needs: { pull_requests: 'read' }, what: 'Listing the pull requests', signal } as const
      const pulls = await allPages(page =>
        client.ask(call, request =>
          request('GET /repos/{owner}/{repo}/pulls', { ...splitName(repository), state: 'open', ...page }),
        ),
      )
      return pulls.map(({ number, title, user, html_url, base, head, labels }) => ({
        ...{ number, title, url: html_url, base: base.ref, headBranch: head.ref, head: head.sha },
        ...(user === null ? {} : { author: user.login }),
        // The types promise a repository; a deleted fork has none.
        isFork: (head.repo as { id: number } | null)?.id !== base.repo.id,
        labels: labels.map(({ name }) => name),
      }))
    },
    async mayWrite(repository, user, signal) {
      const call = { repository, needs: { metadata: 'read' }, what: `Asking what ${user} may`, signal } as const
      const { permission } = await client.ask(call, request =>
        request('GET /repos/{owner}/{repo}/collaborators/{username}/permission', {
          ...{ ...splitName(repository), username: user },
        }),
      )
      return permission === 'admin' || permission === 'write'
    },
  }
}
