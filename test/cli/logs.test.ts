import type { RequestListener, ServerResponse } from 'node:http'
import { describe, expect, it } from 'vitest'
import type { ApiDeployment } from '../../src/cli/api.ts'
import { apiDeployment } from '../support/cli-deployment.ts'
import { createCliHarness } from '../support/cli-harness.ts'

const line = (number: number, text: string, deployment = 7) => ({
  ...{ deployment, line: number, at: number, step: 'build', stream: 'stdout' },
  text,
})
const log = [line(1, 'one'), line(2, 'two')].map(({ deployment: _, line: __, ...rest }) => rest)
const say = (id: string, event: string, data: unknown) => `${JSON.stringify({ id, event, data })}\n`
const state = (deployment: number, to: string) => ({ seq: 1, at: 1, app: 'shop', deployment, state: to })

/** A server whose streams break off where these answers do; each is given once, the last one again and again. */
function scripted(streams: Record<string, string[]>, deployment: ApiDeployment, asked: string[] = []): RequestListener {
  return (request, response) => {
    const url = new URL(request.url ?? '', 'http://localhost')
    if (url.pathname.endsWith('/log')) return void response.end(log.map(one => `${JSON.stringify(one)}\n`).join(''))
    const answers = streams[url.pathname]
    if (answers === undefined) return answer(response, url, deployment)
    asked.push(`${url.pathname}${url.search}`)
    response.end((answers.length > 1 ? answers.shift() : answers[0]) ?? '')
  }
}

const answer = (response: ServerResponse, { searchParams }: URL, deployment: ApiDeployment) =>
  void response.end(JSON.stringify(searchParams.has('app') ? { deployments: [deployment] } : deployment))

const parse = (stdout: string): unknown[] =>
  stdout
    .trim()
    .split('\n')
    .map(text => JSON.parse(text))

const end = say('9;7:3', 'end', { deployment: 7, state: 'succeeded' })

describe('redhook logs', () => {
  it("prints the log of an app's newest deployment", async () => {
    await using cli = createCliHarness()
    await cli.listen(scripted({}, apiDeployment()))
    const { code, stdout } = await cli.redhook(['logs', 'shop', '--data', 'data'])
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'build    │ one\nbuild    │ two\n' })
  })

  it('prints the lines as they are for scripts', async () => {
    await using cli = createCliHarness()
    await cli.listen(scripted({}, apiDeployment()))
    const { stdout } = await cli.redhook(['logs', '7', '--json', '--data', 'data'])
    expect(parse(stdout)).toEqual(log)
  })
})

describe('redhook logs -f', () => {
  it('goes on where a connection broke off, in the middle of a message too, and prints each line once', async () => {
    await using cli = createCliHarness()
    const asked: string[] = []
    const first = say('5;7:0', 'hello', {}) + say('5;7:2', 'log', [line(1, 'one'), line(2, 'two')])
    const rest = `${say('5;7:2', 'hello', {})}\n${say('6;7:3', 'log', [line(3, 'three')])}${end}`
    const streams = { '/api/v1/deployments/7/events': [`${first}{"id":"5;7:3","event":"log","data":[{"li`, rest] }
    await cli.listen(scripted(streams, apiDeployment(), asked))
    const { code, stdout } = await cli.redhook(['logs', '7', '-f', '--json', '--data', 'data'])
    expect(code).toBe(0)
    expect(parse(stdout)).toEqual([line(1, 'one'), line(2, 'two'), line(3, 'three')])
    expect(asked).toEqual([
      '/api/v1/deployments/7/events?log=true',
      '/api/v1/deployments/7/events?log=true&after=5%3B7%3A2',
    ])
  })

  it('ends with 0 after a followed deployment, however that went, and says how', async () => {
    await using cli = createCliHarness()
    const streams = { '/api/v1/deployments/7/events': [say('1', 'log', [line(1, 'one')]) + end] }
    await cli.listen(scripted(streams, apiDeployment({ status: 'failed', reason: 'no' })))
    const { code, stdout } = await cli.redhook(['logs', '7', '-f', '--data', 'data'])
    expect(code).toBe(0)
    expect(stdout).toContain('build    │ one\n')
    expect(stdout).toContain('deployment 7: failed')
  })

  it('goes on with the deployment that superseded the one it followed', async () => {
    await using cli = createCliHarness()
    const superseded = say('2', 'end', { deployment: 7, state: 'superseded', supersededBy: 8 })
    const streams = {
      '/api/v1/deployments/7/events': [superseded],
      '/api/v1/deployments/8/events': [say('3', 'log', [line(1, 'eight', 8)]) + end],
    }
    await cli.listen(scripted(streams, apiDeployment({ status: 'queued' })))
    const { stdout } = await cli.redhook(['logs', '7', '-f', '--data', 'data'])
    expect(stdout).toContain('deployment 7 is superseded by 8; going on with that\nbuild    │ eight\n')
  })

  it('says what is no longer kept', async () => {
    await using cli = createCliHarness()
    const gap = say('1;7:900', 'gap', { deployment: 7, lines: 899 })
    await cli.listen(scripted({ '/api/v1/deployments/7/events': [gap + end] }, apiDeployment()))
    const { stdout } = await cli.redhook(['logs', '7', '-f', '--data', 'data'])
    expect(stdout).toContain('Here 899 lines of this log are left out')
  })

  it('follows an app from one deployment to the next, from where the first one ended', async () => {
    await using cli = createCliHarness()
    const asked: string[] = []
    const stop = new AbortController()
    const next = say('10', 'state', state(8, 'running')) + say('11;8:1', 'log', [line(1, 'next', 8)])
    const streams = {
      '/api/v1/deployments/7/events': [say('8;7:1', 'log', [line(1, 'one')]) + end],
      '/api/v1/apps/shop/events': [next, ''],
    }
    const serve = scripted(streams, apiDeployment(), asked)
    await cli.listen((request, response) => {
      serve(request, response)
      if (asked.length > 3) stop.abort()
    })
    const { stdout } = await cli.redhook(['logs', 'shop', '-f', '--data', 'data'], { deps: { signal: stop.signal } })
    expect(stdout).toContain('build    │ one\n')
    expect(stdout).toContain('deployment 8 of shop begins\nbuild    │ next\n')
    expect(asked.slice(1, 3)).toEqual([
      '/api/v1/apps/shop/events?log=true&after=9%3B7%3A3',
      '/api/v1/apps/shop/events?log=true&after=11%3B8%3A1',
    ])
  })

  it('ends with 69 where the server stays away from the start', async () => {
    await using cli = createCliHarness()
    expect((await cli.redhook(['logs', 'shop', '-f', '--data', 'data'])).code).toBe(69)
  })
})
