import type { StatusReport } from '../../core/report/report.ts'
import type { OpenPullRequest } from '../../pipeline/ports/provider-api.ts'
import { createBitbucketDcSetup } from './bitbucket-dc-setup.ts'
import { buildStates, dataCenterPlace, type Page } from './bitbucket-place.ts'
import { type Comments, putComment } from './comments.ts'
import { wasThere } from './edit.ts'
import { type Forge, type ForgeParts, remoteKey, splitName } from './forge.ts'
import { at } from './paths.ts'
import { type AskForge, createAskForge } from './request.ts'
import { unsupported } from './unsupported.ts'

/** Bitbucket Data Center: build statuses (7.4 and newer), comments, hooks, keys. */
export function createBitbucketDc(parts: ForgeParts): Forge {
  const { settings, remoteIds } = parts
  const { token = '', user = 'x-token-auth' } = settings
  const ask = createAskForge(parts, { authorization: `Bearer ${token}`, 'x-atlassian-token': 'no-check' })
  return {
    async send(repository, report, signal) {
      if (report.kind === 'status') return putStatus(ask, { repository, site: settings.url ?? '' }, report, signal)
      if (report.kind !== 'comment') throw unsupported(settings, report)
      const key = remoteKey(settings, repository, `comment ${report.number} ${report.marker}`)
      const comments = commentsOf({ ask, repository, number: report.number, signal })
      return putComment(report, comments, { store: remoteIds, key })
    },
    async openPullRequests(repository, signal) {
      const { values } = await ask<Page<PullRequest>>({
        path: `${dataCenterPlace(repository)}/pull-requests?state=OPEN&limit=1000`,
        ...{ what: 'Listing the pull requests', permission: 'repository read', signal },
      })
      return values.map(toOpen)
    },
    credentials: async () => ({ user, password: token }),
    setup: createBitbucketDcSetup(ask),
  }
}

async function putStatus(
  ask: AskForge,
  { repository, site }: { repository: string; site: string },
  report: StatusReport,
  signal?: AbortSignal,
): Promise<void> {
  const { commit, state, context, description } = report
  const { owner, repo } = splitName(repository)
  await ask({
    method: 'POST',
    path: `${dataCenterPlace(repository)}${at`/commits/${commit}/builds`}`,
    ...{ what: `Setting the status of ${commit.slice(0, 12)}`, permission: 'repository read', signal },
    body: {
      ...{ key: context, name: context, state: buildStates[state], description },
      url: report.url ?? `${site}${at`/projects/${owner}/repos/${repo}/commits/${commit}`}`,
    },
  })
}

interface Comment {
  readonly id: number
  readonly version: number
  readonly text: string
}

interface Activity {
  readonly action: string
  readonly commentAction?: string
  readonly comment?: Comment & { readonly author: { readonly name: string } }
}

interface CommentPlace {
  readonly ask: AskForge
  readonly repository: string
  readonly number: number
  readonly signal?: AbortSignal | undefined
}

function commentsOf({ ask, repository, number, signal }: CommentPlace): Comments {
  const request = `${dataCenterPlace(repository)}${at`/pull-requests/${number}`}`
  const asking = { what: `Writing the comment on #${number}`, permission: 'repository read', signal }
  return {
    async find(marker) {
      const { values } = await ask<Page<Activity>>({ path: `${request}/activities?limit=500`, ...asking })
      // Only its author may edit a comment here, so that a stranger's refuses.
      const marked = values.find(
        ({ commentAction, comment }) => commentAction === 'ADDED' && comment?.text.startsWith(marker),
      )
      return marked?.comment && String(marked.comment.id)
    },
    create: async text =>
      String((await ask<Comment>({ method: 'POST', path: `${request}/comments`, body: { text }, ...asking })).id),
    async edit(id, text) {
      const path = `${request}${at`/comments/${id}`}`
      return wasThere(
        ask<Comment>({ path, ...asking }).then(({ version }) =>
          ask({ method: 'PUT', path, body: { text, version }, ...asking }),
        ),
      )
    },
  }
}

interface PullRequest {
  readonly id: number
  readonly title: string
  readonly author?: { readonly user: { readonly name: string } }
  readonly links?: { readonly self?: readonly { readonly href: string }[] }
  readonly fromRef: Side
  readonly toRef: Side
}

interface Side {
  readonly displayId: string
  readonly latestCommit: string
  readonly repository: { readonly id: number }
}

const toOpen = ({ id, title, author, links, fromRef, toRef }: PullRequest): OpenPullRequest => ({
  ...{ number: id, title, base: toRef.displayId, labels: [] },
  ...(links?.self?.[0] === undefined ? {} : { url: links.self[0].href }),
  ...(author === undefined ? {} : { author: author.user.name }),
  ...{ headBranch: fromRef.displayId, head: fromRef.latestCommit },
  isFork: fromRef.repository.id !== toRef.repository.id,
})
