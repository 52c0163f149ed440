import { describe, expect, it } from 'vitest'
import { apiDeployment } from '../support/cli-deployment.ts'
import { answerJson, createCliHarness } from '../support/cli-harness.ts'

const image = { service: 'web', id: `sha256:${'1'.repeat(64)}`, name: 'redshop-web', isBuilt: true }
const kept = (deployment: number, commit: string, isLive = false) => ({
  ...{ deployment, commit: commit.repeat(40), at: '2026-05-01T11:00:00Z', isLive },
  ...{ composeFiles: ['docker-compose.prod.yml'], images: [image] },
})
const queued = apiDeployment({ id: 9, status: 'queued', steps: [], cause: { kind: 'rollback', by: 'redhook', to: 5 } })

describe('redhook rollback', () => {
  it('queues the way back and says how to watch it', async () => {
    await using cli = createCliHarness()
    let body = ''
    await cli.listen((request, response) => {
      request.setEncoding('utf8').on('data', text => {
        body = `${request.method} ${request.url} ${text}`
        response.statusCode = 202
        response.end(JSON.stringify(queued))
      })
    })
    expect(await cli.redhook(['rollback', 'shop', '--data', 'data'])).toEqual({
      code: 0,
      stdout: 'deployment 9 of shop is queued; watch it: redhook logs 9 -f\n',
      stderr: '',
    })
    expect(body).toBe('POST /api/v1/apps/shop/rollback {}')
    await cli.redhook(['rollback', 'shop', '5', '--data', 'data'])
    expect(body).toBe('POST /api/v1/apps/shop/rollback {"to":5}')
  })

  it.each([
    { status: 'succeeded', code: 0 },
    { status: 'failed', code: 1 },
  ])('ends with $code once the followed one has $status', async ({ status, code }) => {
    await using cli = createCliHarness()
    const ended = { ...queued, status, reason: 'aaaaaaaaaa is live.' }
    await cli.listen(
      answerJson({
        'POST /api/v1/apps/shop/rollback': queued,
        'GET /api/v1/deployments/9': ended,
        'GET /api/v1/deployments/9/log?follow=true': '',
      }),
    )
    const { code: got, stdout } = await cli.redhook(['rollback', 'shop', '-f', '--data', 'data'])
    expect(got).toBe(code)
    expect(stdout).toContain(`deployment 9: ${status}`)
  })

  it('lists what is kept, which is live, and changes nothing', async () => {
    await using cli = createCliHarness()
    const versions = [kept(7, 'b', true), kept(5, 'a')]
    await cli.listen(answerJson({ 'GET /api/v1/apps/shop/versions': { versions } }))
    const { stdout } = await cli.redhook(['rollback', 'shop', '--list', '--data', 'data'])
    expect(stdout).toBe(`DEPLOYMENT  COMMIT      SINCE    LIVE  SERVICES
         7  bbbbbbbbbb  1 h ago  live  web
         5  aaaaaaaaaa  1 h ago        web
`)
    const json = await cli.redhook(['rollback', 'shop', '--list', '--json', '--data', 'data'])
    expect(JSON.parse(json.stdout)).toEqual({ versions })
  })

  it('says so when nothing is kept yet', async () => {
    await using cli = createCliHarness()
    await cli.listen(answerJson({ 'GET /api/v1/apps/shop/versions': { versions: [] } }))
    const { stdout } = await cli.redhook(['rollback', 'shop', '-l', '--data', 'data'])
    expect(stdout).toContain('none is kept yet')
  })
})
