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
  type Route,
  remove,
  text,
} from './route.ts'

type Name = 'gitea' | 'forgejo' | 'gogs'

const paging = z.strictObject({ limit: digits, page: digits })
const commentBody = z.strictObject({ body: text })
const repo = '/repos/{owner}/{repo}' as const

/** Gitea's and Forgejo's, after their swagger.v1.json and routers/api/v1/utils/hook.go; Gogs's, after internal/route/api/v1/api.go. */
export function giteaApi(name: Name, token: string): ForgeApi {
  const state = emptyState()
  const list = (all: readonly object[], { page, limit }: Readonly<Record<string, string>>): Answer => {
    const { items, hasMore } = pageOf(all, Math.min(Number(limit), 50, state.most), Number(page))
    return {
      status: 200,
      body: items,
      headers: hasMore ? { link: '<https://x/?page=2>; rel="next",<https://x/?page=3>; rel="last"' } : {},
    }
  }
  const comment = (id: string) => {
    const { text: body, by } = state.comments.get(id) ?? { text: '', by: '' }
    return { id: Number(id), body, user: { id: by === 'us' ? 1 : 2, login: by } }
  }
  const hook = ([id, { config, ...shown }]: [string, Record<string, unknown>]) => {
    const { secret: _, ...settings } = config as Record<string, string>
    return { id: Number(id), ...shown, config: settings }
  }
  const edit = (id: string, body: { body: string }): Answer | undefined => {
    const known = state.comments.get(id)
    if (known === undefined) return undefined
    known.text = body.body
    return { status: 200, body: comment(id) }
  }
  const all: Route[] = [
    {
      asks: `POST ${repo}/hooks`,
      body: z.strictObject({
        ...{ type: z.literal(name), active: z.literal(true), events: z.array(text).min(1) },
        config: z.strictObject({ url: z.url(), secret: text, content_type: z.literal('json') }),
      }),
      answer: ({ body }) => ({ status: 201, body: hook([keep(state.hooks, body), body]) }),
    },
    { asks: `DELETE ${repo}/hooks/{id}`, answer: ({ parts }) => remove(state.hooks, parts[2]) },
    {
      asks: `POST ${repo}/keys`,
      body: z.strictObject({ title: text, key: publicKey, read_only: z.literal(true) }),
      answer: ({ body }) => ({ status: 201, body: { id: Number(keep(state.keys, body)), ...body } }),
    },
    { asks: `DELETE ${repo}/keys/{id}`, answer: ({ parts }) => remove(state.keys, parts[2]) },
    {
      asks: `GET ${repo}/issues/{index}/comments`,
      answer: () => ({ status: 200, body: [...state.comments.keys()].map(comment) }),
    },
    {
      asks: `POST ${repo}/issues/{index}/comments`,
      body: commentBody,
      answer: ({ body }) => ({ status: 201, body: comment(keep(state.comments, { text: body.body, by: 'us' })) }),
    },
    { asks: 'GET /user', answer: () => ({ status: 200, body: { id: 1, login: 'us' } }) },
  ]
  const gogs: Route[] = [
    { asks: `GET ${repo}/hooks`, answer: () => ({ status: 200, body: [...state.hooks].map(hook) }) },
    {
      asks: `PATCH ${repo}/issues/{index}/comments/{id}`,
      body: commentBody,
      answer: ({ parts, body }) => edit(parts[3] ?? '', body),
    },
  ]
  const newer: Route[] = [
    { asks: `GET ${repo}/hooks`, query: paging, answer: ({ query }) => list([...state.hooks].map(hook), query) },
    {
      asks: `POST ${repo}/hooks/{id}/tests`,
      answer({ parts: [, , id = ''] }) {
        if (!state.hooks.has(id)) return undefined
        state.tests.push(id)
        return { status: 204 }
      },
    },
    {
      asks: `PATCH ${repo}/issues/comments/{id}`,
      body: commentBody,
      answer: ({ parts, body }) => edit(parts[2] ?? '', body),
    },
    {
      asks: `POST ${repo}/statuses/{sha}`,
      body: z.strictObject({
        state: z.enum(['pending', 'success', 'error', 'failure', 'warning']),
        ...{ context: text, description: z.string(), target_url: z.url().optional() },
      }),
      answer({ parts: [, , sha], body }) {
        if (!commitHash.safeParse(sha).success) return undefined
        state.statuses.push(body)
        return { status: 201, body: { id: 1, ...body } }
      },
    },
    {
      asks: `GET ${repo}/pulls`,
      query: paging.extend({ state: z.literal('open') }),
      answer: ({ query }) => list(state.pulls, query),
    },
    {
      asks: `GET ${repo}/collaborators/{collaborator}/permission`,
      answer({ parts: [, , who = ''] }) {
        const permission = permissions.get(who)
        return permission === undefined
          ? undefined
          : { status: 200, body: { permission, role_name: permission, user: { login: who } } }
      },
    },
  ]
  return {
    base: '/api/v1',
    proof: ['authorization', `token ${token}`],
    invalid: 422,
    refusal: words => ({ message: words, url: 'https://forge/api/swagger' }),
    state,
    routes: [...all, ...(name === 'gogs' ? gogs : newer)],
  }
}

const permissions = new Map([
  ['ada', 'write'],
  ['bob', 'read'],
  ['eve', 'none'],
  ['root', 'owner'],
])
