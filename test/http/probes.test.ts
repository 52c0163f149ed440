import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ApiSite, openApiSite } from '../support/api-site.ts'

let site: ApiSite
beforeAll(() => {
  site = openApiSite()
})
afterAll(() => site[Symbol.asyncDispose]())

describe('probes', () => {
  it('/v1/status is exactly status and version', async () => {
    expect(await (await site.ask('/v1/status', { as: 'nobody' })).json()).toEqual({ status: 'ok', version: '1.2.3' })
  })

  it('/readyz names what is missing, with 503', async () => {
    const checks = [
      { name: 'store', ok: true, detail: 'writable' },
      { name: 'engine', ok: false, detail: 'not reachable' },
    ]
    const answer = await site.ask('/readyz', { house: { readiness: async () => checks } })
    expect([answer.status, await answer.json()]).toEqual([503, { status: 'not ready', checks }])
  })

  it('/readyz asks once for many at the same time, and again after a failure', async () => {
    let asked = 0
    const app = site.appOf({
      readiness: async () => {
        asked += 1
        if (asked === 1) throw new Error('no')
        return []
      },
    })
    const status = async () => (await app.request('/readyz')).status
    expect(await status()).toBe(500)
    expect(await Promise.all([status(), status(), status()])).toEqual([200, 200, 200])
    expect(asked).toBe(2)
  })
})
