import * as z from 'zod'
import { commitHash, digits, emptyState, type ForgeApi, keep, text } from './route.ts'

const version = { 'api-version': z.literal('7.1') }
const repo = '/{organization}/{project}/_apis/git/repositories/{repository}' as const
const threads = `${repo}/pullRequests/{id}/threads` as const

/** Azure DevOps's, after learn.microsoft.com/rest/api/azure/devops/git 7.1. Each page of pull requests is what $top and $skip say. */
export function azureApi(token: string): ForgeApi {
  const state = emptyState()
  const thread = (id: string) => {
    const { text: content } = state.comments.get(id) ?? { text: '' }
    return { id: Number(id), isDeleted: false, status: 'closed', comments: [{ id: 1, content, commentType: 'text' }] }
  }
  const refusal = (message: string) => ({ $id: '1', message, typeKey: 'VssException', errorCode: 0 })
  return {
    base: '',
    proof: ['authorization', `Basic ${Buffer.from(`:${token}`).toString('base64')}`],
    invalid: 400,
    refusal,
    state,
    routes: [
      {
        asks: `POST ${repo}/commits/{commit}/statuses`,
        query: z.strictObject(version),
        body: z.strictObject({
          state: z.enum(['notSet', 'pending', 'succeeded', 'failed', 'error', 'notApplicable']),
          ...{
            description: z.string(),
            context: z.strictObject({ name: text, genre: z.string() }),
            targetUrl: z.url().optional(),
          },
        }),
        answer({ parts: [, , , commit], body }) {
          if (!commitHash.safeParse(commit).success) return undefined
          state.statuses.push(body)
          return { status: 201, body: { id: 1, ...body } }
        },
      },
      {
        asks: `GET ${threads}`,
        query: z.strictObject(version),
        answer: () => ({
          status: 200,
          body: { value: [...state.comments.keys()].map(thread), count: state.comments.size },
        }),
      },
      {
        asks: `POST ${threads}`,
        query: z.strictObject(version),
        body: z.strictObject({
          comments: z.tuple([
            z.strictObject({ parentCommentId: z.literal(0), content: text, commentType: z.literal(1) }),
          ]),
          status: z.enum(['active', 'closed']),
        }),
        answer: ({ body }) => ({
          status: 200,
          body: thread(keep(state.comments, { text: body.comments[0].content, by: 'us' })),
        }),
      },
      {
        asks: `PATCH ${threads}/{thread}/comments/{comment}`,
        query: z.strictObject(version),
        body: z.strictObject({ content: text }),
        answer({ parts: [, , , , id = '', comment], body }) {
          const known = state.comments.get(id)
          if (known === undefined || comment !== '1') return undefined
          if (known.by !== 'us') return { status: 403, body: refusal('TF401027: not your comment') }
          known.text = body.content
          return { status: 200, body: { id: 1, content: body.content } }
        },
      },
      {
        asks: `GET ${repo}/pullrequests`,
        query: z.strictObject({
          ...version,
          'searchCriteria.status': z.literal('active'),
          $top: digits,
          $skip: digits,
        }),
        answer({ query: { $top, $skip } }) {
          const value = state.pulls.slice(Number($skip), Number($skip) + Number($top))
          return { status: 200, body: { value, count: value.length } }
        },
      },
    ],
  }
}
