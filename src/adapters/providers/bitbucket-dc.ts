import type { StatusReport } from '../../core/report/report.ts'
import type { OpenPullRequest } from '../../pipeline/ports/provider-api.ts'
import { createBitbucketDcSetup } from './bitbucket-dc-setup.ts'
import { buildStates, dataCenterList, dataCenterPlace } from './bitbucket-place.ts'
import { type Comments, putComment } from './comments.ts'
import { wasOurs } from './edit.ts'
import { type Forge, type ForgeParts, remoteKey, splitName } from './forge.ts'
import { madeId } from './made-id.ts'
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
    openPullRequests: async (repository, signal) =>
      (
        await dataCenterList<PullRequest>(ask, {
          path: `${dataCenterPlace(repository)}/pull-requests?state=OPEN`,
          ...{ what: 'Listing the pull requests', permission: 'repository read', signal },
        })
      ).map(toOpen),
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
      const all = await dataCenterList<Activity>(ask, { path: `${request}/activities`, ...asking })
      const added = all.flatMap(({ commentAction, comment }) => (commentAction === 'ADDED' && comment ? comment : []))
      // The newest comes first. Only its author may edit a comment here, so that a stranger's refuses.
      return added
        .filter(({ text }) => text.startsWith(marker))
        .map(madeId)
        .reverse()
    },
    create: async text =>
      madeId(await ask<Comment>({ method: 'POST', path: `${request}/comments`, body: { text }, ...asking })),
    async edit(id, text) {
      const path = `${request}${at`/comments/${id}`}`
      return wasOurs(
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
