import type { IncomingMessage, ServerResponse } from 'node:http'
import { json } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { apiDeployment } from '../support/cli-deployment.ts'
import { type CliHarness, createCliHarness } from '../support/cli-harness.ts'

let cli: CliHarness
let asked: { path: string; body?: unknown }[]
beforeEach(() => {
  cli = createCliHarness()
  asked = []
})
afterEach(() => cli[Symbol.asyncDispose]())

/** Answers every request so, and keeps what was asked. */
const answering = (answer: (request: IncomingMessage) => unknown) =>
  cli.listen((request, response) => void reply(request, response, answer))

async function reply(
  request: IncomingMessage,
  response: ServerResponse,
  answer: (request: IncomingMessage) => unknown,
): Promise<void> {
  const body = request.method === 'POST' ? { body: await json(request) } : {}
  asked.push({ path: `${request.method} ${request.url}`, ...body })
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end(JSON.stringify(answer(request)))
}
const redhook = (words: readonly string[]) => cli.redhook([...words, '--data', 'data'])
const queued = apiDeployment({ id: 8, status: 'queued' })
const api = (path: string) => `POST /api/v1/${path}`

describe('redhook deploy', () => {
  it.each([
    { words: ['--ref', 'v1.4', '--build'], path: 'apps/shop/deployments', body: { build: true, ref: 'v1.4' } },
    {
      words: ['--ref', 'feature/x', '--until', '2h'],
      path: 'apps/shop/detour',
      body: { branch: 'feature/x', until: '2h' },
    },
    { words: ['--back'], path: 'apps/shop/back', body: {} },
  ])('asks for $path with $words', async ({ words, path, body }) => {
    await answering(() => queued)
    const { code, stdout } = await redhook(['deploy', 'shop', ...words])
    expect(code).toBe(0)
    expect(stdout).toBe('deployment 8 of shop is queued; watch it: redhook logs 8 -f\n')
    expect(asked).toEqual([{ path: api(path), body }])
  })

  it.each([
    { words: ['--until', '2h'], why: 'needs a branch' },
    { words: ['--back', '--ref', 'x'], why: 'leads to the usual branch' },
    { words: ['--back', '--build'], why: 'leave the build to the plan' },
  ])('understands no $words', async ({ words, why }) => {
    const { code, stderr } = await redhook(['deploy', 'shop', ...words])
    expect([code, asked]).toEqual([2, []])
    expect(stderr).toContain(why)
  })
})

describe('redhook lock and unlock', () => {
  it('say how long, and whose lock it was', async () => {
    const lock = { app: 'shop', reason: 'a demo', by: 'ann', at: '2026-05-01T12:00:00Z' }
    await answering(({ url }) => (url?.endsWith('unlock') ? lock : { ...lock, until: '2026-05-01T13:00:00Z' }))
    expect((await redhook(['lock', 'shop', 'a demo', '--until', '13:00'])).stdout).toBe(
      'shop is locked until 2026-05-01T13:00:00Z; pushes wait\n',
    )
    expect((await redhook(['unlock', 'shop'])).stdout).toBe('shop is unlocked; it was locked by ann: a demo\n')
    expect(asked).toEqual([
      { path: api('apps/shop/lock'), body: { reason: 'a demo', until: '13:00' } },
      { path: api('apps/shop/unlock'), body: {} },
    ])
  })
})

describe('redhook cancel', () => {
  it('ends what runs of an app rather than what waits', async () => {
    const running = apiDeployment({ id: 7, status: 'running' })
    await answering(({ method }) => (method === 'GET' ? { deployments: [queued, running] } : running))
    const { code, stdout } = await redhook(['cancel', 'shop'])
    expect([code, stdout]).toEqual([0, 'deployment 7 of shop is being cancelled; watch it: redhook logs 7 -f\n'])
    expect(asked.at(-1)).toEqual({ path: api('deployments/7/cancel'), body: {} })
  })

  it('takes an id as it is', async () => {
    await answering(() => apiDeployment({ id: 8, status: 'cancelled' }))
    expect((await redhook(['cancel', '8'])).stdout).toBe('deployment 8 of shop is cancelled\n')
  })

  it('fails where nothing of the app runs or waits', async () => {
    await answering(() => ({ deployments: [apiDeployment()] }))
    const { code, stderr } = await redhook(['cancel', 'shop'])
    expect(code).toBe(1)
    expect(stderr).toContain('nothing of shop runs or waits')
  })
})

describe('redhook retry and redeliver', () => {
  it('queue the same again', async () => {
    await answering(() => queued)
    expect((await redhook(['retry', '7', '--json'])).stdout).toContain('"id": 8')
    expect(asked).toEqual([{ path: api('deployments/7/retry'), body: {} }])
  })

  it('decide again on a delivery', async () => {
    const answer = { status: 'queued', reason: 'shop will be deployed', deployments: [{ id: 8, app: 'shop' }] }
    await answering(() => answer)
    expect((await redhook(['redeliver', '41'])).stdout).toBe(
      'queued: shop will be deployed\ndeployment 8 of shop; watch it: redhook logs 8 -f\n',
    )
    expect(asked).toEqual([{ path: api('deliveries/41/redeliver'), body: {} }])
    await redhook(['redeliver', '41', '--accept'])
    expect(asked.at(-1)).toEqual({ path: api('deliveries/41/accept'), body: {} })
  })
})
