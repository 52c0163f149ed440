import { createHash } from 'node:crypto'
import type { StatusReport } from '../../core/report/report.ts'
import type { OpenPullRequest } from '../../pipeline/ports/provider-api.ts'
import { bitbucketPlace, buildStates, cloudList } from './bitbucket-place.ts'
import { createBitbucketSetup } from './bitbucket-setup.ts'
import { type Comments, putComment } from './comments.ts'
import { wasOurs } from './edit.ts'
import { type Forge, type ForgeParts, remoteKey } from './forge.ts'
import { madeId } from './made-id.ts'
import { at } from './paths.ts'
import { type AskForge, createAskForge } from './request.ts'
import { unsupported } from './unsupported.ts'

/** Bitbucket Cloud: build statuses, comments, hooks, keys. With `user`, the token is an API token of that account. */
export function createBitbucket(parts: ForgeParts): Forge {
  const { settings, remoteIds } = parts
  const { token = '', user } = settings
  const basic = Buffer.from(`${user}:${token}`).toString('base64')
  const ask = createAskForge(parts, { authorization: user === undefined ? `Bearer ${token}` : `Basic ${basic}` })
  return {
    async send(repository, report, signal) {
      if (report.kind === 'status') return putStatus(ask, { repository, site: settings.url ?? '' }, report, signal)
      if (report.kind !== 'comment') throw unsupported(settings, report)
      const key = remoteKey(settings, repository, `comment ${report.number} ${report.marker}`)
      return putComment(report, commentsOf(ask, repository, report.number, signal), { store: remoteIds, key })
    },
    openPullRequests: async (repository, signal) =>
      (
        await cloudList<PullRequest>(
          ask,
          {
            path: `${bitbucketPlace(repository)}/pullrequests?state=OPEN`,
            ...{ what: 'Listing the pull requests', permission: 'pull requests: read', signal },
          },
          50,
        )
      ).map(toOpen),
    credentials: async () => ({
      user: user === undefined ? 'x-token-auth' : user.includes('@') ? 'x-bitbucket-api-token-auth' : user,
      password: token,
    }),
    setup: createBitbucketSetup(ask),
  }
}

/** Keys of statuses have 40 characters at most. */
export const statusKey = (context: string): string =>
  context.length <= 40 ? context : createHash('sha1').update(context).digest('hex')

async function putStatus(
  ask: AskForge,
  { repository, site }: { repository: string; site: string },
  report: StatusReport,
  signal?: AbortSignal,
): Promise<void> {
  const { commit, state, context, description } = report
  await ask({
    method: 'POST',
    path: `${bitbucketPlace(repository)}${at`/commit/${commit}/statuses/build`}`,
    ...{ what: `Setting the status of ${commit.slice(0, 12)}`, permission: 'repositories: write', signal },
    body: {
      ...{ key: statusKey(context), name: context, state: buildStates[state], description },
      // Bitbucket takes no status without a link.
      url: report.url ?? `${site}/${repository}/commits/${commit}`,
    },
  })
}

interface Comment {
  readonly id: number
  readonly deleted?: boolean
  readonly content: { readonly raw: string }
}

function commentsOf(ask: AskForge, repository: string, number: number, signal?: AbortSignal): Comments {
  const path = `${bitbucketPlace(repository)}${at`/pullrequests/${number}/comments`}`
  const asking = { what: `Writing the comment on #${number}`, permission: 'pull requests: write', signal }
  const bodyOf = (raw: string) => ({ content: { raw } })
  return {
    async find(marker) {
      const all = await cloudList<Comment>(ask, { path, ...asking })
      // An access token may not ask who it is. Only its author may edit a comment here, so that a stranger's refuses.
      return all.filter(({ content, deleted }) => !deleted && content.raw.startsWith(marker)).map(madeId)
    },
    create: async text => madeId(await ask<Comment>({ method: 'POST', path, body: bodyOf(text), ...asking })),
    edit: (id, text) => wasOurs(ask({ method: 'PUT', path: `${path}${at`/${id}`}`, body: bodyOf(text), ...asking })),
  }
}

interface PullRequest {
  readonly id: number
  readonly title: string
  readonly links: { readonly html?: { readonly href: string } }
  readonly author?: { readonly nickname?: string } | null
  readonly source: Side
  readonly destination: Side
}

interface Side {
  readonly branch: { readonly name: string }
  readonly commit?: { readonly hash: string } | null
  readonly repository?: { readonly uuid?: string; readonly full_name: string } | null
}

/** The head's hash is short here: git makes it whole. */
const toOpen = ({ id, title, links, author, source, destination }: PullRequest): OpenPullRequest => ({
  ...{ number: id, title, base: destination.branch.name },
  ...(links.html === undefined ? {} : { url: links.html.href }),
  ...(author?.nickname === undefined ? {} : { author: author.nickname }),
  ...{ headBranch: source.branch.name, head: source.commit?.hash ?? '', labels: [] },
  isFork: source.repository?.full_name !== destination.repository?.full_name,
})
