import type { StatusReport } from '../../core/report/report.ts'
import type { OpenPullRequest } from '../../pipeline/ports/provider-api.ts'
import { askPages } from './ask-pages.ts'
import { type Comments, putComment } from './comments.ts'
import { wasThere } from './edit.ts'
import { statusOf } from './failure.ts'
import { type Forge, type ForgeParts, remoteKey } from './forge.ts'
import { createGitLabSetup } from './gitlab-setup.ts'
import { madeId } from './made-id.ts'
import { at } from './paths.ts'
import { type AskForge, createAskForge } from './request.ts'
import { unsupported } from './unsupported.ts'

/** GitLab: statuses, notes on merge requests, hooks, deploy keys. Its deployments need a branch, and so are left out. */
export function createGitLab(parts: ForgeParts): Forge {
  const { settings, remoteIds } = parts
  const { token = '', user = 'oauth2' } = settings
  const ask = createAskForge(parts, { 'private-token': token })
  return {
    async send(repository, report, signal) {
      if (report.kind === 'status') return putStatus(ask, repository, report, signal)
      if (report.kind !== 'comment') throw unsupported(settings, report)
      const key = remoteKey(settings, repository, `comment ${report.number} ${report.marker}`)
      return putComment(report, notesOf(ask, repository, report.number, signal), { store: remoteIds, key })
    },
    openPullRequests: async (repository, signal) =>
      (
        await askPages<MergeRequest>(ask, {
          path: ({ page, per_page }) =>
            `${at`/projects/${repository}/merge_requests`}?state=opened&per_page=${per_page}&page=${page}`,
          ...{ what: 'Listing the merge requests', permission: 'read_api', signal },
        })
      ).map(toOpen),
    mayWrite: async (repository, name, signal) => mayWrite(ask, repository, name, signal),
    credentials: async () => ({ user, password: token }),
    setup: createGitLabSetup(ask),
  }
}

const states = { pending: 'pending', success: 'success', failure: 'failed', error: 'failed' } as const

async function putStatus(ask: AskForge, repository: string, report: StatusReport, signal?: AbortSignal): Promise<void> {
  const { commit, state, context, description, url } = report
  try {
    await ask({
      method: 'POST',
      path: at`/projects/${repository}/statuses/${commit}`,
      ...{ what: `Setting the status of ${commit.slice(0, 12)}`, permission: 'api', signal },
      body: { state: states[state], name: context, description, ...(url === undefined ? {} : { target_url: url }) },
    })
  } catch (error) {
    // GitLab refuses the state that a status is in already.
    if (statusOf(error) !== 400 || !/Cannot transition status/i.test(String(error))) throw error
  }
}

function notesOf(ask: AskForge, repository: string, number: number, signal?: AbortSignal): Comments {
  const notes = at`/projects/${repository}/merge_requests/${number}/notes`
  const asking = { what: `Writing the note on !${number}`, permission: 'api', signal }
  return {
    async find(marker) {
      const all = await askPages<Note>(ask, {
        path: ({ page, per_page }) => `${notes}?sort=asc&per_page=${per_page}&page=${page}`,
        ...asking,
      })
      const marked = all.filter(({ body }) => body.startsWith(marker))
      if (marked.length === 0) return []
      const { id } = await ask<{ id: number }>({ path: '/user', ...asking })
      return marked.filter(({ author }) => author.id === id).map(madeId)
    },
    create: async body => madeId(await ask<Note>({ method: 'POST', path: notes, body: { body }, ...asking })),
    edit: (id, body) => wasThere(ask({ method: 'PUT', path: `${notes}${at`/${id}`}`, body: { body }, ...asking })),
  }
}

interface Note {
  readonly id: number
  readonly body: string
  readonly author: { readonly id: number }
}

interface MergeRequest {
  readonly iid: number
  readonly title: string
  readonly web_url: string
  readonly author?: { readonly username: string } | null
  readonly target_branch: string
  readonly source_branch: string
  /** None while it has no commit. */
  readonly sha: string | null
  readonly source_project_id: number | null
  readonly target_project_id: number
  readonly labels: readonly string[]
}

const toOpen = (one: MergeRequest): OpenPullRequest => ({
  ...{ number: one.iid, title: one.title, url: one.web_url, base: one.target_branch, labels: one.labels },
  ...(one.author ? { author: one.author.username } : {}),
  ...{ headBranch: one.source_branch, head: one.sha ?? '' },
  isFork: one.source_project_id !== one.target_project_id,
})

/** Developers may push. */
const developer = 30

async function mayWrite(ask: AskForge, repository: string, name: string, signal?: AbortSignal): Promise<boolean> {
  const asking = { what: `Asking what ${name} may`, permission: 'read_api', signal }
  const users = await ask<{ id: number; username: string }[]>({
    path: `/users?username=${encodeURIComponent(name)}`,
    ...asking,
  })
  const id = users.find(({ username }) => username.toLowerCase() === name.toLowerCase())?.id
  if (id === undefined) return false
  try {
    const path = at`/projects/${repository}/members/all/${id}`
    return (await ask<{ access_level: number }>({ path, ...asking })).access_level >= developer
  } catch (error) {
    if (statusOf(error) !== 404) throw error
    return false
  }
}
