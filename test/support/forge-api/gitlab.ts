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

const paging = { page: digits, per_page: digits }
const flag = z.boolean().optional()
const hookBody = z.strictObject({
  url: z.url(),
  token: text.optional(),
  signing_token: z
    .string()
    .regex(/^whsec_/)
    .optional(),
  enable_ssl_verification: flag,
  ...{
    push_events: flag,
    tag_push_events: flag,
    merge_requests_events: flag,
    pipeline_events: flag,
    releases_events: flag,
  },
})

/** GitLab's, after docs.gitlab.com/api: project_webhooks, deploy_keys, commits, notes, merge_requests, members, users. */
export function gitlabApi(token: string, { signs = true } = {}): ForgeApi {
  const state = emptyState()
  const list = (all: readonly object[], { page, per_page }: Readonly<Record<string, string>>): Answer => {
    const { items, hasMore } = pageOf(all, Math.min(Number(per_page), 100, state.most), Number(page))
    return {
      status: 200,
      body: items,
      headers: hasMore ? { link: '<https://x/?page=2>; rel="next", <https://x>; rel="first"' } : {},
    }
  }
  const note = (id: string) => {
    const { text: body, by } = state.comments.get(id) ?? { text: '', by: '' }
    return { id: Number(id), body, author: { id: by === 'us' ? 1 : 2, username: by } }
  }
  const hook = ([id, { token: _, signing_token: signing, ...shown }]: [string, Record<string, unknown>]) => ({
    ...{ id: Number(id), alert_status: 'executable', ...shown },
    ...(signs ? { signing_token_present: signing !== undefined } : {}),
  })
  const project = '/projects/{project}' as const
  const notes = `${project}/merge_requests/{iid}/notes` as const
  const noteBody = z.strictObject({ body: text })
  return {
    base: '/api/v4',
    proof: ['private-token', token],
    invalid: 400,
    refusal: words => ({ message: words }),
    state,
    routes: [
      {
        asks: `GET ${project}/hooks`,
        query: z.strictObject(paging),
        answer: ({ query }) => list([...state.hooks].map(hook), query),
      },
      {
        asks: `POST ${project}/hooks`,
        body: hookBody,
        answer({ body }) {
          const id = keep(state.hooks, body)
          return { status: 201, body: hook([id, body]) }
        },
      },
      {
        asks: `POST ${project}/hooks/{id}/test/push_events`,
        answer({ parts: [, id = ''] }) {
          if (!state.hooks.has(id)) return undefined
          state.tests.push(id)
          return { status: 201, body: { message: '201 Created' } }
        },
      },
      { asks: `DELETE ${project}/hooks/{id}`, answer: ({ parts }) => remove(state.hooks, parts[1]) },
      {
        asks: `POST ${project}/deploy_keys`,
        body: z.strictObject({ title: text, key: publicKey, can_push: z.literal(false) }),
        answer: ({ body }) => ({ status: 201, body: { id: Number(keep(state.keys, body)), ...body } }),
      },
      { asks: `DELETE ${project}/deploy_keys/{id}`, answer: ({ parts }) => remove(state.keys, parts[1]) },
      {
        asks: `POST ${project}/statuses/{sha}`,
        body: z.strictObject({
          state: z.enum(['pending', 'running', 'success', 'failed', 'canceled', 'skipped']),
          ...{ name: text, description: z.string().max(255), target_url: z.url().max(255).optional() },
        }),
        answer({ parts: [, sha], body }) {
          if (!commitHash.safeParse(sha).success) return undefined
          state.statuses.push(body)
          return { status: 201, body: { id: 1, sha, ...body } }
        },
      },
      {
        asks: `GET ${notes}`,
        query: z.strictObject({ ...paging, sort: z.literal('asc') }),
        answer: ({ query }) => list([...state.comments.keys()].map(note), query),
      },
      {
        asks: `POST ${notes}`,
        body: noteBody,
        answer: ({ body }) => ({ status: 201, body: note(keep(state.comments, { text: body.body, by: 'us' })) }),
      },
      {
        asks: `PUT ${notes}/{id}`,
        body: noteBody,
        answer({ parts: [, , id = ''], body }) {
          const known = state.comments.get(id)
          if (known === undefined) return undefined
          known.text = body.body
          return { status: 200, body: note(id) }
        },
      },
      {
        asks: `GET ${project}/merge_requests`,
        query: z.strictObject({ ...paging, state: z.literal('opened') }),
        answer: ({ query }) => list(state.pulls, query),
      },
      {
        asks: 'GET /personal_access_tokens/self',
        answer: () => ({ status: 200, body: { id: 1, expires_at: '2099-06-01' } }),
      },
      { asks: 'GET /user', answer: () => ({ status: 200, body: { id: 1, username: 'us' } }) },
      {
        asks: 'GET /users',
        query: z.strictObject({ username: text }),
        answer: ({ query }) => ({
          status: 200,
          body: levels.has(query.username ?? '')
            ? [{ id: [...levels.keys()].indexOf(query.username ?? ''), username: query.username }]
            : [],
        }),
      },
      {
        asks: `GET ${project}/members/all/{id}`,
        answer({ parts: [, id] }) {
          const access_level = [...levels.values()][Number(id)]
          return access_level === undefined || access_level === 0
            ? undefined
            : { status: 200, body: { id: Number(id), access_level } }
        },
      },
    ],
  }
}

/** Who may what: 0 is no member. */
const levels = new Map([
  ['ada', 30],
  ['bob', 20],
  ['eve', 0],
])
