import type { CommentReport } from '../../../core/report/report.ts'
import { type Comments, putComment } from '../comments.ts'
import { wasThere } from '../edit.ts'
import { remoteKey, splitName } from '../forge.ts'
import { allPages } from '../pages.ts'
import type { Sending } from './sending.ts'

/** The one comment on a pull request. */
export const putGitHubComment = (report: CommentReport, sending: Sending): Promise<void> =>
  putComment(report, commentsOf(report.number, sending), {
    store: sending.remoteIds,
    key: remoteKey(sending.settings, sending.repository, `comment ${report.number} ${report.marker}`),
  })

function commentsOf(number: number, sending: Sending): Comments {
  const { client, repository, signal } = sending
  const place = splitName(repository)
  const asking = (what: string) => ({
    ...{ repository, signal, what: `${what} the comment on #${number}` },
    needs: { pull_requests: 'write' } as const,
  })
  return {
    async find(marker) {
      const comments = await allPages(page =>
        client.ask(asking('Looking for'), request =>
          request('GET /repos/{owner}/{repo}/issues/{issue_number}/comments', {
            ...{ ...place, issue_number: number, ...page },
          }),
        ),
      )
      const marked = comments.filter(({ body }) => body?.startsWith(marker))
      if (marked.length === 0) return []
      const isOurs = await whoseComments(sending)
      return marked.filter(isOurs).map(({ id }) => String(id))
    },
    async create(body) {
      const made = await client.ask(asking('Writing'), request =>
        request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', { ...place, issue_number: number, body }),
      )
      return String(made.id)
    },
    edit(id, body) {
      return wasThere(
        client.ask(asking('Editing'), request =>
          request('PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}', {
            ...{ ...place, comment_id: Number(id), body },
          }),
        ),
      )
    },
  }
}

interface Written {
  readonly user?: { readonly login: string } | null
  readonly performed_via_github_app?: { readonly id?: number; readonly client_id?: string } | null
}

/** Anybody may write our marker into a comment of theirs: those are left alone. */
async function whoseComments({
  client,
  settings,
  repository,
  signal,
}: Sending): Promise<(comment: Written) => boolean> {
  const { app } = settings
  if (app !== undefined)
    return ({ performed_via_github_app: by }) => String(by?.id) === app.id || by?.client_id === app.id
  const call = { repository, needs: {}, what: 'Asking whose token it is', signal }
  const { login } = await client.ask(call, request => request('GET /user'))
  return ({ user }) => user?.login === login
}
