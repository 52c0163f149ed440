import type { StatusReport } from '../../core/report/report.ts'
import type { OpenPullRequest } from '../../pipeline/ports/provider-api.ts'
import { askPages } from './ask-pages.ts'
import { type Comments, putComment } from './comments.ts'
import { wasThere } from './edit.ts'
import { statusOf } from './failure.ts'
import { type Forge, type ForgeParts, remoteKey, splitName } from './forge.ts'
import { createGiteaSetup, pageOf, pageSize } from './gitea-setup.ts'
import { madeId } from './made-id.ts'
import { at } from './paths.ts'
import { type AskForge, createAskForge } from './request.ts'
import { unsupported } from './unsupported.ts'

/** Gitea and Forgejo, and Gogs, which has comments, hooks and keys, but neither statuses nor pull requests in its API. */
export function createGitea(parts: ForgeParts): Forge {
  const { settings, remoteIds } = parts
  const { token = '', name: forge } = settings
  const isGogs = forge === 'gogs'
  // Older versions of Gogs look for a token where the user is.
  const user = settings.user ?? (isGogs ? token : 'redhook')
  const ask = createAskForge(parts, { authorization: `token ${token}` })
  return {
    async send(repository, report, signal) {
      if (report.kind === 'status' && !isGogs) return putStatus(ask, repository, report, signal)
      if (report.kind !== 'comment') throw unsupported(settings, report)
      const key = remoteKey(settings, repository, `comment ${report.number} ${report.marker}`)
      const comments = commentsOf({ ask, repository, number: report.number, isGogs, signal })
      return putComment(report, comments, { store: remoteIds, key })
    },
    ...(isGogs ? {} : createPeople(ask)),
    credentials: async () => ({ user, password: token }),
    setup: createGiteaSetup(ask, settings),
  }
}

/** `/repos/acme/shop` */
const place = (repository: string): string => {
  const { owner, repo } = splitName(repository)
  return at`/repos/${owner}/${repo}`
}

async function putStatus(ask: AskForge, repository: string, report: StatusReport, signal?: AbortSignal): Promise<void> {
  const { commit, state, context, description, url } = report
  await ask({
    method: 'POST',
    path: `${place(repository)}${at`/statuses/${commit}`}`,
    ...{ what: `Setting the status of ${commit.slice(0, 12)}`, permission: 'write:repository', signal },
    body: { state, context, description, ...(url === undefined ? {} : { target_url: url }) },
  })
}

interface CommentPlace {
  readonly ask: AskForge
  readonly repository: string
  readonly number: number
  readonly isGogs: boolean
  readonly signal?: AbortSignal | undefined
}

interface Comment {
  readonly id: number
  readonly body: string
  readonly user: { readonly id: number }
}

function commentsOf({ ask, repository, number, isGogs, signal }: CommentPlace): Comments {
  const issues = `${place(repository)}/issues`
  const comments = `${issues}${at`/${number}/comments`}`
  const asking = { what: `Writing the comment on #${number}`, permission: 'write:issue', signal }
  return {
    async find(marker) {
      const all = await ask<Comment[]>({ path: comments, ...asking })
      const marked = all.filter(({ body }) => body.startsWith(marker))
      if (marked.length === 0) return []
      const { id } = await ask<{ id: number }>({ path: '/user', ...asking, permission: 'read:user' })
      return marked.filter(({ user }) => user.id === id).map(madeId)
    },
    create: async body => madeId(await ask<Comment>({ method: 'POST', path: comments, body: { body }, ...asking })),
    edit(id, body) {
      const path = isGogs ? `${comments}${at`/${id}`}` : `${issues}${at`/comments/${id}`}`
      return wasThere(ask({ method: 'PATCH', path, body: { body }, ...asking }))
    },
  }
}

interface PullRequest {
  readonly number: number
  readonly title: string
  readonly html_url: string
  readonly user?: { readonly login: string } | null
  readonly base: Side
  readonly head: Side
  readonly labels?: readonly { readonly name: string }[] | null
}

interface Side {
  readonly ref: string
  readonly sha: string
  readonly repo_id: number
}

const toOpen = ({ number, title, html_url, user, base, head, labels }: PullRequest): OpenPullRequest => ({
  ...{ number, title, url: html_url, base: base.ref, headBranch: head.ref, head: head.sha },
  ...(user ? { author: user.login } : {}),
  isFork: head.repo_id !== base.repo_id,
  labels: (labels ?? []).map(({ name }) => name),
})

const createPeople = (ask: AskForge): Required<Pick<Forge, 'openPullRequests' | 'mayWrite'>> => ({
  openPullRequests: async (repository, signal) =>
    (
      await askPages<PullRequest>(
        ask,
        {
          path: page => `${place(repository)}/pulls?state=open&${pageOf(page)}`,
          ...{ what: 'Listing the pull requests', permission: 'read:repository', signal },
        },
        pageSize,
      )
    ).map(toOpen),
  async mayWrite(repository, user, signal) {
    try {
      const { permission } = await ask<{ permission: string }>({
        path: `${place(repository)}${at`/collaborators/${user}/permission`}`,
        ...{ what: `Asking what ${user} may`, permission: 'write:repository', signal },
      })
      return ['owner', 'admin', 'write'].includes(permission)
    } catch (error) {
      // Nobody of that name, or no such repository: nobody may write.
      if (statusOf(error) !== 404) throw error
      return false
    }
  },
})
