import { Hono } from 'hono'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTokens } from '../../../src/http/access/tokens.ts'
import { createApi } from '../../../src/http/api/create-api.ts'
import type { HttpEnv } from '../../../src/http/http-env.ts'
import { problemOf, problemResponse } from '../../../src/http/problem.ts'
import type { LogLine } from '../../../src/pipeline/ports/deployment-logs.ts'
import { type ApiSite, openApiSite } from '../../support/api-site.ts'
import { sampleWanted } from '../../support/store-samples.ts'

let site: ApiSite
beforeEach(() => {
  site = openApiSite()
})
afterEach(() => site[Symbol.asyncDispose]())

/** The API alone, asked by somebody who may or may not see logs. */
function asked(path: string, seesLogs: boolean): Promise<Response> {
  const { ports, store } = site
  const app = new Hono<HttpEnv>()
  app.use(async (c, next) => {
    c.set('actor', { name: 'public', role: 'view', via: 'public', seesLogs })
    await next()
  })
  app.route('/api/v1', createApi({ ...ports, tokens: createTokens(store, ports.clock) }))
  app.onError(error => problemResponse(problemOf(error)))
  return Promise.resolve(app.request(`/api/v1${path}`))
}

async function failed(): Promise<number> {
  const { store } = site
  const { id } = await store.request(sampleWanted('shop'), Date.now())
  store.claim(Date.now())
  const evidence = [{ service: 'web', exitCode: 1, health: 'a word of the container', log: ['a line of the log'] }]
  store.finish(id, 'failed', Date.now(), {
    reason: 'web exited',
    error: { code: 'UNHEALTHY', message: 'web exited', hint: 'Look.', evidence },
  })
  return id
}

describe('who may not see logs', () => {
  it('sees the evidence of a failure without what a container wrote', async () => {
    const id = await failed()
    for (const path of [`/deployments/${id}`, '/deployments']) {
      const text = await (await asked(path, false)).text()
      expect(text).toContain('"service":"web","exitCode":1')
      expect(text).not.toMatch(/of the (log|container)/)
      expect(await (await asked(path, true)).text()).toMatch(/of the log.*|of the container.*/)
    }
  })

  it('is refused the log: 403 with a hint', async () => {
    const answer = await asked(`/deployments/${await failed()}/log`, false)
    expect([answer.status, await answer.json()]).toMatchObject([403, { code: 'FORBIDDEN', hint: expect.any(String) }])
  })
})

describe('a log to download', () => {
  const line = (text: string): LogLine => ({ at: Date.UTC(2026, 2, 1), step: 'build', stream: 'stdout', text })
  async function* lines(): AsyncIterable<LogLine> {
    yield line('\u001b[31mred\u001b[0m <b>')
    yield line('two')
  }

  it('is text with times and steps, without colors, named for app and deployment', async () => {
    const id = await failed()
    const answer = await site.ask(`/api/v1/deployments/${id}/log?format=text`, { house: { readLog: lines } })
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8')
    expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="shop-${id}.log"`)
    expect(await answer.text()).toBe(
      '2026-03-01T00:00:00.000Z build    red <b>\n2026-03-01T00:00:00.000Z build    two\n',
    )
  })
})
