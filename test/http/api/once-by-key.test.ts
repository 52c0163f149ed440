import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { House } from '../../../src/pipeline/house.ts'
import { type ApiSite, type Ask, openApiSite } from '../../support/api-site.ts'

let site: ApiSite
beforeEach(() => {
  site = openApiSite()
})
afterEach(() => site[Symbol.asyncDispose]())

const path = '/api/v1/apps/shop/deployments'
const deploy = (key: string, { body = { build: true }, ...options }: Ask = {}) =>
  site.ask(path, { body, headers: { 'idempotency-key': key }, ...options })
const queued = () => site.store.list({ limit: 100 }).length

describe('the same key', () => {
  it('brings the same answer again, and nothing is done twice', async () => {
    const first = await deploy('k-1')
    const again = await deploy('k-1')
    expect([again.status, again.headers.get('location')]).toEqual([202, first.headers.get('location')])
    expect(again.headers.get('content-type')).toBe(first.headers.get('content-type'))
    expect([first.headers.get('idempotency-replayed'), again.headers.get('idempotency-replayed')]).toEqual([
      null,
      'true',
    ])
    expect(await again.text()).toBe(await first.text())
    expect(queued()).toBe(1)
  })

  it('brings it after a restart, too', async () => {
    await deploy('k-1')
    await site.appOf({}).request(path, {
      method: 'POST',
      body: JSON.stringify({ build: true }),
      headers: { authorization: `Bearer ${site.token('admin')}`, 'idempotency-key': 'k-1' },
    })
    expect(queued()).toBe(1)
  })

  it('a day later is a new one', async () => {
    await deploy('k-1')
    site.ports.clock.now = () => Date.now() + 25 * 3_600_000
    expect((await deploy('k-1')).headers.get('idempotency-replayed')).toBeNull()
    expect(queued()).toBe(2)
  })

  it.each<[string, () => Promise<Response>]>([
    ['another body', () => deploy('k-1', { body: { build: false } })],
    [
      'another path',
      () => site.ask('/api/v1/apps/shop/rollback', { method: 'POST', headers: { 'idempotency-key': 'k-1' } }),
    ],
  ])('with %s is refused: 422', async (_, send) => {
    await deploy('k-1')
    const answer = await send()
    expect([answer.status, await answer.json()]).toMatchObject([422, { code: 'IDEMPOTENCY_KEY_REUSED' }])
    expect(queued()).toBe(1)
  })

  it('of somebody else is another one', async () => {
    await deploy('k-1')
    expect((await deploy('k-1', { as: 'deploy' })).headers.get('idempotency-replayed')).toBeNull()
    expect(queued()).toBe(2)
  })

  it('brings a refusal again', async () => {
    const cancel = () => site.ask('/api/v1/deployments/7/cancel', { body: {}, headers: { 'idempotency-key': 'k-1' } })
    const [first, again] = [await cancel(), await cancel()]
    expect([first.status, again.status, again.headers.get('idempotency-replayed')]).toEqual([404, 404, 'true'])
  })

  it('without one, everything is done each time', async () => {
    for (let count = 0; count < 2; count += 1) await site.ask(path, { body: { build: true } })
    expect(queued()).toBe(2)
  })
})

describe('what is not kept', () => {
  it('a failure of ours: the next one tries again', async () => {
    const requestDeployment: House['requestDeployment'] = () => Promise.reject(new Error('the disk is full'))
    expect((await deploy('k-1', { house: { requestDeployment } })).status).toBe(500)
    expect((await deploy('k-1')).status).toBe(202)
  })

  it('a refusal by role', async () => {
    expect((await deploy('k-1', { as: 'view' })).status).toBe(403)
    expect(site.store.list({ limit: 1 })).toEqual([])
  })

  it('what is secret: a token comes again from memory, and is not in the store', async () => {
    const make = () =>
      site.ask('/api/v1/tokens', { body: { name: 'ci', role: 'view' }, headers: { 'idempotency-key': 'k-1' } })
    const first = (await (await make()).json()) as { token: string }
    const again = await make()
    expect([again.status, await again.json()]).toEqual([201, first])
    expect(site.written().some(bytes => bytes.includes('createToken'))).toBe(true)
    const found = site.written().filter(bytes => bytes.includes(first.token))
    expect(found).toEqual([])
  })
})

describe('two at once with the same key', () => {
  it('are done once, and both get the answer', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => deploy('k-1')))
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202, 202])
    expect(new Set(await Promise.all(answers.map(answer => answer.text()))).size).toBe(1)
    expect(queued()).toBe(1)
  })

  it('where the first fails, the second tries', async () => {
    let asked = 0
    const requestDeployment: House['requestDeployment'] = (...given) => {
      asked += 1
      return asked === 1 ? Promise.reject(new Error('no')) : site.ports.house.requestDeployment(...given)
    }
    const app = site.appOf({ requestDeployment })
    const send = () =>
      app.request(path, {
        method: 'POST',
        headers: { authorization: `Bearer ${site.token('admin')}`, 'idempotency-key': randomKey },
      })
    const randomKey = randomUUID()
    const statuses = (await Promise.all([send(), send()])).map(({ status }) => status)
    expect(statuses.toSorted()).toEqual([202, 500])
  })
})

describe('a key', () => {
  it.each(['', ' ', 'a b', 'ä', 'x'.repeat(201), '\t'])('%j is none', async key => {
    const answer = await deploy(key)
    expect([answer.status, await answer.json()]).toMatchObject([400, { code: 'USAGE' }])
    expect(queued()).toBe(0)
  })

  it.each(['x', 'x'.repeat(200), '!~"', randomUUID()])('%j is one', async key => {
    expect((await deploy(key)).status).toBe(202)
  })
})
