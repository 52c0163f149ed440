import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import type { Actor } from '../../../src/core/access/actor.ts'
import { readJsonBody } from '../../../src/http/api/read-json-body.ts'
import type { HttpEnv } from '../../../src/http/http-env.ts'
import { problemOf, problemResponse } from '../../../src/http/problem.ts'

const via = (door: Actor['via']) => {
  const app = new Hono<HttpEnv>()
  app.use(async (c, next) => {
    c.set('actor', { name: 'ada', role: 'admin', via: door, seesLogs: true })
    await next()
  })
  app.post('/', readJsonBody, async c => c.json(await c.req.json()))
  app.onError(error => problemResponse(problemOf(error)))
  return app
}

describe('a body that comes with a cookie or through a proxy', () => {
  const types = ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', 'application/jsonx', '']

  it.each(types)('is refused as %j, which a form of another page could send', async type => {
    for (const door of ['session', 'proxy'] as const) {
      const headers = type === '' ? new Headers() : { 'content-type': type }
      const answer = await via(door).request('/', { method: 'POST', body: '{"a": 1}', headers })
      expect([answer.status, await answer.json()]).toMatchObject([415, { code: 'UNSUPPORTED_MEDIA_TYPE' }])
    }
  })

  it.each(['application/json', 'application/json; charset=utf-8', 'Application/JSON'])('is taken as %s', async type => {
    const answer = await via('session').request('/', {
      method: 'POST',
      body: '{"a": 1}',
      headers: { 'content-type': type },
    })
    expect(await answer.json()).toEqual({ a: 1 })
  })

  it('is an empty object where it is empty', async () => {
    expect(await (await via('session').request('/', { method: 'POST' })).json()).toEqual({})
  })
})
