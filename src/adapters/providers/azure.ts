import type { StatusReport } from '../../core/report/report.ts'
import type { OpenPullRequest } from '../../pipeline/ports/provider-api.ts'
import { type Comments, putComment } from './comments.ts'
import { wasOurs } from './edit.ts'
import { type Forge, type ForgeParts, remoteKey } from './forge.ts'
import { madeId } from './made-id.ts'
import { allPages } from './pages.ts'
import { at } from './paths.ts'
import { type AskForge, createAskForge } from './request.ts'
import { unsupported } from './unsupported.ts'

const version = 'api-version=7.1'

/** Azure DevOps: git statuses and threads on pull requests. Its service hooks and keys are made by hand. */
export function createAzure(parts: ForgeParts): Forge {
  const { settings, remoteIds } = parts
  const { token = '', user = 'redhook' } = settings
  const ask = createAskForge(parts, { authorization: `Basic ${Buffer.from(`:${token}`).toString('base64')}` })
  return {
    async send(repository, report, signal) {
      if (report.kind === 'status') return putStatus(ask, repository, report, signal)
      if (report.kind !== 'comment') throw unsupported(settings, report)
      const key = remoteKey(settings, repository, `comment ${report.number} ${report.marker}`)
      const threads = threadsOf(ask, repository, report.number, signal)
      return putComment(report, threads, { store: remoteIds, key })
    },
    openPullRequests: async (repository, signal) =>
      (
        await allPages(async ({ page, per_page }) => {
          const part = `$top=${per_page}&$skip=${(page - 1) * per_page}`
          const { value } = await ask<{ value: PullRequest[] }>({
            path: `${place(repository)}/pullrequests?searchCriteria.status=active&${part}&${version}`,
            ...{ what: 'Listing the pull requests', permission: 'Code (read)', signal },
          })
          return value
        })
      ).map(toOpen),
    credentials: async () => ({ user, password: token }),
  }
}

/** `acme/tools/shop` is the organization, the project, the repository; a part before them may stand in `url`. */
function place(repository: string): string {
  const parts = repository.split('/').filter(part => part !== '_git')
  const repo = parts.pop() ?? ''
  return `${parts.map(part => at`/${part}`).join('')}${at`/_apis/git/repositories/${repo}`}`
}

const states = { pending: 'pending', success: 'succeeded', failure: 'failed', error: 'error' } as const

async function putStatus(ask: AskForge, repository: string, report: StatusReport, signal?: AbortSignal): Promise<void> {
  const { commit, state, context, description, url } = report
  const [genre = '', ...name] = context.split('/')
  await ask({
    method: 'POST',
    path: `${place(repository)}${at`/commits/${commit}/statuses`}?${version}`,
    ...{ what: `Setting the status of ${commit.slice(0, 12)}`, permission: 'Code (status)', signal },
    body: {
      ...{ state: states[state], description, context: { genre, name: name.join('/') || context } },
      ...(url === undefined ? {} : { targetUrl: url }),
    },
  })
}

interface Thread {
  readonly id: number
  readonly isDeleted?: boolean
  readonly comments: readonly { readonly id: number; readonly content?: string }[]
}

/** A comment's id is that of its thread and its own. */
function threadsOf(ask: AskForge, repository: string, number: number, signal?: AbortSignal): Comments {
  const threads = `${place(repository)}${at`/pullRequests/${number}/threads`}`
  const asking = { what: `Writing the comment on #${number}`, permission: 'Code (read & write)', signal }
  return {
    async find(marker) {
      const { value } = await ask<{ value: Thread[] }>({ path: `${threads}?${version}`, ...asking })
      // Only its author may edit a comment here, so that a stranger's refuses.
      return value.filter(({ isDeleted, comments }) => !isDeleted && comments[0]?.content?.startsWith(marker)).map(idOf)
    },
    async create(content) {
      const body = { comments: [{ parentCommentId: 0, content, commentType: 1 }], status: 'closed' }
      const thread = await ask<Thread>({ method: 'POST', path: `${threads}?${version}`, body, ...asking })
      return idOf(thread)
    },
    edit(id, content) {
      const [thread = '', comment = ''] = id.split('/')
      const path = `${threads}${at`/${thread}/comments/${comment}`}?${version}`
      return wasOurs(ask({ method: 'PATCH', path, body: { content }, ...asking }))
    },
  }
}

const idOf = (thread: Thread): string => `${madeId(thread)}/${thread.comments[0]?.id ?? 1}`

interface PullRequest {
  readonly pullRequestId: number
  readonly title: string
  readonly createdBy?: { readonly uniqueName?: string }
  readonly sourceRefName: string
  readonly targetRefName: string
  readonly lastMergeSourceCommit?: { readonly commitId: string }
  readonly forkSource?: object | null
  readonly labels?: readonly { readonly name: string }[]
}

const branchOf = (ref: string): string => ref.replace(/^refs\/heads\//, '')

const toOpen = (one: PullRequest): OpenPullRequest => ({
  ...{ number: one.pullRequestId, title: one.title, base: branchOf(one.targetRefName) },
  ...(one.createdBy?.uniqueName === undefined ? {} : { author: one.createdBy.uniqueName }),
  ...{ headBranch: branchOf(one.sourceRefName), head: one.lastMergeSourceCommit?.commitId ?? '' },
  isFork: one.forkSource !== undefined && one.forkSource !== null,
  labels: (one.labels ?? []).map(({ name }) => name),
})
