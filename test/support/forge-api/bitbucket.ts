import * as z from 'zod'
import {
  type Answer,
  commitHash,
  digits,
  emptyState,
  type ForgeApi,
  keep,
  pageOf,
  publicKey,
  remove,
  text,
} from './route.ts'

const paging = { page: digits, pagelen: digits }
const repo = '/repositories/{workspace}/{slug}' as const
const comments = `${repo}/pullrequests/{id}/comments` as const
const commentBody = z.strictObject({ content: z.strictObject({ raw: text }) })
/** Those that a repository's hook may have: GET /hook_events/repository. */
const event = z
  .string()
  .regex(/^(repo:(push|fork|updated|transfer|commit_comment_created|commit_status_(created|updated))|pullrequest:\w+)$/)

/** Bitbucket Cloud's, after developer.atlassian.com/cloud/bitbucket/rest. An access token may not ask for /user (BCLOUD-23528). */
export function bitbucketApi(token: string): ForgeApi {
  const state = emptyState()
  const list = (all: readonly object[], { page, pagelen }: Readonly<Record<string, string>>, most: number): Answer => {
    if (Number(pagelen) > most) return { status: 400, body: { type: 'error', error: { message: 'Invalid pagelen' } } }
    const { items, hasMore } = pageOf(all, Math.min(Number(pagelen), state.most), Number(page))
    return {
      status: 200,
      body: { values: items, page: Number(page), ...(hasMore ? { next: 'https://x/?page=2' } : {}) },
    }
  }
  const comment = (id: string) => {
    const { text: raw, by } = state.comments.get(id) ?? { text: '', by: '' }
    return { id: Number(id), content: { raw }, user: { uuid: `{${by}}` } }
  }
  const hook = ([id, { secret: _, ...shown }]: [string, Record<string, unknown>]) => ({ uuid: id, ...shown })
  return {
    base: '/2.0',
    proof: ['authorization', `Bearer ${token}`],
    invalid: 400,
    refusal: words => ({ type: 'error', error: { message: words } }),
    state,
    routes: [
      {
        asks: `GET ${repo}/hooks`,
        query: z.strictObject(paging),
        answer: ({ query }) => list([...state.hooks].map(hook), query, 100),
      },
      {
        asks: `POST ${repo}/hooks`,
        body: z.strictObject({
          description: text,
          url: z.url(),
          secret: text,
          active: z.literal(true),
          events: z.array(event).min(1),
        }),
        answer({ body }) {
          const uuid = `{0f9d-${state.hooks.size}}`
          state.hooks.set(uuid, body)
          return { status: 201, body: hook([uuid, body]) }
        },
      },
      { asks: `DELETE ${repo}/hooks/{uid}`, answer: ({ parts }) => remove(state.hooks, parts[2]) },
      {
        asks: `POST ${repo}/deploy-keys`,
        body: z.strictObject({ label: text, key: publicKey }),
        answer: ({ body }) => ({ status: 200, body: { id: Number(keep(state.keys, body)), ...body } }),
      },
      { asks: `DELETE ${repo}/deploy-keys/{id}`, answer: ({ parts }) => remove(state.keys, parts[2]) },
      {
        asks: `POST ${repo}/commit/{commit}/statuses/build`,
        body: z.strictObject({
          ...{ key: text.max(40), name: text, description: z.string(), url: z.url() },
          state: z.enum(['SUCCESSFUL', 'FAILED', 'INPROGRESS', 'STOPPED']),
        }),
        answer({ parts: [, , commit], body }) {
          if (!commitHash.safeParse(commit).success) return undefined
          state.statuses.push(body)
          return { status: 201, body: { type: 'build', ...body } }
        },
      },
      {
        asks: `GET ${comments}`,
        query: z.strictObject(paging),
        answer: ({ query }) => list([...state.comments.keys()].map(comment), query, 100),
      },
      {
        asks: `POST ${comments}`,
        body: commentBody,
        answer: ({ body }) => ({
          status: 201,
          body: comment(keep(state.comments, { text: body.content.raw, by: 'us' })),
        }),
      },
      {
        asks: `PUT ${comments}/{id}`,
        body: commentBody,
        answer({ parts: [, , , id = ''], body }) {
          const known = state.comments.get(id)
          if (known === undefined) return undefined
          if (known.by !== 'us') return { status: 403, body: { type: 'error', error: { message: 'not your comment' } } }
          known.text = body.content.raw
          return { status: 200, body: comment(id) }
        },
      },
      {
        asks: `GET ${repo}/pullrequests`,
        query: z.strictObject({ ...paging, state: z.literal('OPEN') }),
        answer: ({ query }) => list(state.pulls, query, 50),
      },
    ],
  }
}
