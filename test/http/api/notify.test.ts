import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { RedhookError } from '../../../src/core/errors.ts'
import { createApp } from '../../../src/http/app.ts'
import { type ApiSite, openApiSite } from '../../support/api-site.ts'

let site: ApiSite
beforeAll(() => {
  site = openApiSite()
})
afterAll(() => site[Symbol.asyncDispose]())

const path = '/api/v1/notify/test'

describe('a test message', () => {
  it('is asked for by an admin and told of by channel', async () => {
    const answer = await site.ask(path, { body: { channel: 'team' } })
    expect([answer.status, await answer.json()]).toEqual([
      200,
      { channels: [{ channel: 'team', type: 'slack', ok: false, error: 'it answered 404', durationMs: 12 }] },
    ])
  })

  it.each(['view', 'deploy'] as const)('is not for %s', async as => {
    expect((await site.ask(path, { as, body: {} })).status).toBe(403)
  })

  it('names the channels there are where it was asked of another', async () => {
    const asked: unknown[] = []
    const app = createApp(
      {
        ...site.ports,
        async testChannels(channel, by) {
          asked.push([channel, by])
          throw new RedhookError('There is no channel "x"', { code: 'USAGE', hint: 'There are team.' })
        },
      },
      'network',
    )
    const headers = { authorization: `Bearer ${site.token('admin')}`, 'content-type': 'application/json' }
    const answer = await app.request(path, { method: 'POST', headers, body: '{"channel":"x"}' })
    expect([answer.status, await answer.json()]).toEqual([400, expect.objectContaining({ hint: 'There are team.' })])
    expect(asked).toEqual([['x', 'adminer']])
  })

  it('takes an empty body for all channels, and no other fields', async () => {
    expect((await site.ask(path, { method: 'POST' })).status).toBe(200)
    expect((await site.ask(path, { body: { to: 'team' } })).status).toBe(400)
  })
})
