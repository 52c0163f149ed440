import * as z from 'zod'
import { type Answer, commitHash, digits, emptyState, type ForgeApi, keep, publicKey, remove, text } from './route.ts'

const paging = { limit: digits, start: digits }
const repo = '/api/latest/projects/{key}/repos/{slug}' as const
const keys = '/keys/latest/projects/{key}/repos/{slug}/ssh' as const
const request = `${repo}/pull-requests/{id}` as const
const event = z.string().regex(/^(repo:(refs_changed|modified|forked|comment:\w+)|pr:\w+(:\w+)?)$/)

/** Bitbucket Data Center's, after developer.atlassian.com/server/bitbucket/rest. A list says where its next part begins. */
export function bitbucketDcApi(token: string): ForgeApi {
  const state = emptyState()
  const versions = new Map<string, number>()
  const list = (all: readonly object[], { limit, start }: Readonly<Record<string, string>>): Answer => {
    const end = Number(start) + Math.min(Number(limit), state.most)
    const isLastPage = end >= all.length
    const values = all.slice(Number(start), end)
    return { status: 200, body: { values, isLastPage, nextPageStart: isLastPage ? null : end } }
  }
  const comment = (id: string) => {
    const { text: said, by } = state.comments.get(id) ?? { text: '', by: '' }
    return { id: Number(id), version: versions.get(id) ?? 0, text: said, author: { name: by } }
  }
  const hook = ([id, { configuration: _, ...shown }]: [string, Record<string, unknown>]) => ({
    id: Number(id),
    ...shown,
  })
  const refusal = (message: string) => ({ errors: [{ context: null, message, exceptionName: null }] })
  return {
    base: '/rest',
    proof: ['authorization', `Bearer ${token}`],
    invalid: 400,
    refusal,
    state,
    routes: [
      {
        asks: `GET ${repo}/webhooks`,
        query: z.strictObject(paging),
        answer: ({ query }) => list([...state.hooks].map(hook), query),
      },
      {
        asks: `POST ${repo}/webhooks`,
        body: z.strictObject({
          ...{ name: text, url: z.url(), active: z.literal(true), events: z.array(event).min(1) },
          configuration: z.strictObject({ secret: text }),
        }),
        answer: ({ body }) => ({ status: 201, body: hook([keep(state.hooks, body), body]) }),
      },
      {
        asks: `POST ${repo}/webhooks/test`,
        query: z.strictObject({ webhookId: digits, url: z.url() }),
        answer({ query: { webhookId = '', url } }) {
          if (state.hooks.get(webhookId)?.url !== url) return undefined
          state.tests.push(webhookId)
          return { status: 200, body: { request: {}, response: {} } }
        },
      },
      {
        asks: `GET ${repo}/webhooks/{id}`,
        answer({ parts: [, , id = ''] }) {
          const known = state.hooks.get(id)
          return known && { status: 200, body: hook([id, known]) }
        },
      },
      { asks: `DELETE ${repo}/webhooks/{id}`, answer: ({ parts }) => remove(state.hooks, parts[2]) },
      {
        asks: `POST ${keys}`,
        body: z.strictObject({
          key: z.strictObject({ text: publicKey, label: text }),
          permission: z.literal('REPO_READ'),
        }),
        answer: ({ body }) => ({
          status: 201,
          body: { ...body, key: { ...body.key, id: Number(keep(state.keys, body)) } },
        }),
      },
      { asks: `DELETE ${keys}/{id}`, answer: ({ parts }) => remove(state.keys, parts[2]) },
      {
        asks: `POST ${repo}/commits/{commit}/builds`,
        body: z.strictObject({
          ...{ key: text.max(255), name: text, description: z.string().max(255), url: z.url() },
          state: z.enum(['SUCCESSFUL', 'FAILED', 'INPROGRESS', 'CANCELLED', 'UNKNOWN']),
        }),
        answer({ parts: [, , commit], body }) {
          if (!commitHash.safeParse(commit).success) return undefined
          state.statuses.push(body)
          return { status: 204 }
        },
      },
      {
        asks: `GET ${request}/activities`,
        query: z.strictObject(paging),
        answer: ({ query }) =>
          list(
            [
              { action: 'OPENED' },
              ...[...state.comments.keys()].map(id => ({
                action: 'COMMENTED',
                commentAction: 'ADDED',
                comment: comment(id),
              })),
            ].reverse(),
            query,
          ),
      },
      {
        asks: `POST ${request}/comments`,
        body: z.strictObject({ text }),
        answer: ({ body }) => ({ status: 201, body: comment(keep(state.comments, { text: body.text, by: 'us' })) }),
      },
      {
        asks: `GET ${request}/comments/{id}`,
        answer: ({ parts: [, , , id = ''] }) =>
          state.comments.has(id) ? { status: 200, body: comment(id) } : undefined,
      },
      {
        asks: `PUT ${request}/comments/{id}`,
        body: z.strictObject({ text, version: z.int() }),
        answer({ parts: [, , , id = ''], body }) {
          const known = state.comments.get(id)
          if (known === undefined) return undefined
          if (known.by !== 'us') return { status: 401, body: refusal('You may not edit this comment') }
          if (body.version !== (versions.get(id) ?? 0)) return { status: 409, body: refusal('out of date') }
          known.text = body.text
          versions.set(id, body.version + 1)
          return { status: 200, body: comment(id) }
        },
      },
      {
        asks: `GET ${repo}/pull-requests`,
        query: z.strictObject({ ...paging, state: z.literal('OPEN') }),
        answer: ({ query }) => list(state.pulls, query),
      },
    ],
  }
}
