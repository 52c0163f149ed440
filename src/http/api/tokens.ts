import { z } from '@hono/zod-openapi'
import { roles } from '../../core/access/actor.ts'
import { accessNameWords, isAccessName } from '../../core/access/names.ts'
import type { Clock } from '../../pipeline/ports/clock.ts'
import type { TokensPort } from '../access/tokens.ts'
import { defineRoute } from './api-route.ts'
import type { Api } from './create-routes.ts'
import { noQuery } from './params.ts'
import { madeTokenSchema, tokenJson, tokenSchema } from './token-json.ts'
import { readUntil, untilSchema } from './until.ts'

const name = z
  .string()
  .refine(isAccessName, `must be ${accessNameWords}`)
  .openapi({ description: 'How people call it' })

const list = defineRoute({
  method: 'get',
  path: '/tokens',
  operationId: 'listTokens',
  summary: 'Tokens that are good',
  description: 'Neither revoked nor expired, by name; never what is secret of them.',
  tags: ['Access'],
  'x-role': 'admin',
  request: { query: noQuery },
  responses: {
    200: {
      description: 'The tokens',
      content: { 'application/json': { schema: z.object({ tokens: z.array(tokenSchema) }) } },
    },
  },
})

const create = defineRoute({
  method: 'post',
  path: '/tokens',
  operationId: 'createToken',
  summary: 'Make a token',
  description: 'What is secret of it is told this once; a hash of it is kept.',
  tags: ['Access'],
  'x-role': 'admin',
  request: {
    query: noQuery,
    body: {
      required: true,
      content: {
        'application/json': {
          schema: z
            .strictObject({
              name,
              role: z.enum(roles).describe('`view`: see. `deploy`: act on apps. `admin`: everything'),
              expiresAt: untilSchema,
            })
            .openapi('TokenRequest', { example: { name: 'ci', role: 'deploy', expiresAt: '90d' } }),
        },
      },
    },
  },
  responses: { 201: { description: 'The token', content: { 'application/json': { schema: madeTokenSchema } } } },
})

const revoke = defineRoute({
  method: 'delete',
  path: '/tokens/{name}',
  operationId: 'revokeToken',
  summary: 'Revoke a token',
  description: 'It is good for nothing from now on, and every session that was opened with it ends.',
  tags: ['Access'],
  'x-role': 'admin',
  request: { params: z.object({ name: z.string().max(255).openapi({ example: 'ci' }) }), query: noQuery },
  responses: { 204: { description: 'It is revoked' } },
})

/** Tokens: seen, made and revoked. */
export function addTokens(api: Api, tokens: TokensPort, clock: Pick<Clock, 'now'>): void {
  api.add(list, c => c.json({ tokens: tokens.list().map(tokenJson) }, 200))
  api.add(create, c => {
    const { name: wanted, role, expiresAt } = c.req.valid('json')
    c.set('audit', { action: 'createToken', target: wanted, detail: { role } })
    const { until } = readUntil(expiresAt, clock)
    const request = { name: wanted, role, ...(until !== undefined && { expiresAt: until }) }
    const { token, secret } = tokens.create(request, c.var.actor.name)
    return c.json({ ...tokenJson(token), token: secret }, 201, { 'cache-control': 'no-store' })
  })
  api.add(revoke, c => {
    tokens.revoke(c.req.valid('param').name)
    return c.body(null, 204)
  })
}
