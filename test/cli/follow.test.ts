import type { RequestListener } from 'node:http'
import { describe, expect, it } from 'vitest'
import type { ApiDeployment } from '../../src/cli/api.ts'
import { apiDeployment } from '../support/cli-deployment.ts'
import { createCliHarness } from '../support/cli-harness.ts'

const log = [
  { at: 1, step: 'sync', stream: 'note', text: 'fetched main' },
  { at: 2, step: 'build', stream: 'stdout', text: '#1 \u001b[31mRUN\u001b[0m make' },
  { at: 3, step: 'build', stream: 'stderr', text: 'done' },
]

/** A server on which each look at a deployment finds it in the next of these states; the last one stays. */
function scripted(states: Record<number, ApiDeployment[]>, seen: { posted?: unknown } = {}): RequestListener {
  return (request, response) => {
    const [, id = '', isLog] = /deployments\/(\d+)(\/log)?/.exec(request.url ?? '') ?? []
    const waiting = states[Number(id)] ?? []
    const json = (value: unknown) => response.end(JSON.stringify(value))
    if (request.method === 'POST') {
      request.setEncoding('utf8').on('data', text => {
        seen.posted = JSON.parse(text)
        response.statusCode = 202
        json(apiDeployment({ status: 'queued', steps: [] }))
      })
    } else if (request.url?.includes('/events')) response.end(`${JSON.stringify({ event: 'end', data: {} })}\n`)
    else if (isLog) response.end(log.map(line => `${JSON.stringify(line)}\n`).join(''))
    else if (id !== '') json((waiting.length > 1 ? waiting.shift() : waiting[0]) ?? {})
    else json({ deployments: [apiDeployment({ status: 'running' })] })
  }
}

const running = apiDeployment({ status: 'running', steps: [] })

describe('redhook deploy', () => {
  it('says which deployment was queued and how to watch it', async () => {
    await using cli = createCliHarness()
    const seen = {}
    await cli.listen(scripted({}, seen))
    const { code, stdout } = await cli.redhook(['deploy', 'shop', '--no-build', '--pull', '--data', 'data'])
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: 'deployment 7 of shop is queued; watch it: redhook logs 7 -f\n',
    })
    expect(seen).toEqual({ posted: { build: false, pull: true } })
  })

  it('asks for nothing beyond the deployment unless told to', async () => {
    await using cli = createCliHarness()
    const seen = {}
    await cli.listen(scripted({}, seen))
    await cli.redhook(['deploy', 'shop', '--data', 'data'])
    expect(seen).toEqual({ posted: {} })
  })

  it('follows to the end: each line and each finished step once, in order, without the control sequences of the log', async () => {
    await using cli = createCliHarness()
    const ended = apiDeployment()
    const building = apiDeployment({ status: 'running' })
    await cli.listen(scripted({ 7: [running, running, building, ended] }))
    const { code, stdout } = await cli.redhook(['deploy', 'shop', '--follow', '--data', 'data'])
    expect(code).toBe(0)
    expect(stdout).toBe(`sync     │ fetched main
✔ sync     0.8 s
build    │ #1 RUN make
build    │ done
✔ build    1 min 12 s
deployment 7: succeeded after 1 min 20 s
`)
  })

  it('shows what was decided as soon as it is, once', async () => {
    await using cli = createCliHarness()
    const service = (name: string, action: 'build' | 'leave') => ({ service: name, action, reasons: [] })
    const plan = {
      ...{ action: 'build' as const, reasons: [{ rule: 'marker' as const, text: 'REBUILD_TRIGGER is there' }] },
      ...{ services: [service('web', 'build'), service('db', 'leave')], warnings: [], changed: [], changedTotal: 0 },
      tip: 'a'.repeat(40),
    }
    const steps = [{ name: 'plan', startedAt: '2026-05-01T11:50:00Z', durationMs: 10, result: 'done' }]
    await cli.listen(scripted({ 7: [running, apiDeployment({ steps, plan })] }))
    const { stdout } = await cli.redhook(['deploy', 'shop', '-f', '--data', 'data'])
    expect(stdout).toContain(
      '✔ plan     0.0 s\nbuild redshop — REBUILD_TRIGGER is there\n  aaaaaaaaaa; nothing to compare with\n  build web; leave db\n',
    )
    expect(stdout.match(/build redshop/g)).toHaveLength(1)
  })

  it('ends with 1 and the next action when the deployment fails', async () => {
    await using cli = createCliHarness()
    const error = { code: 'BUILD_FAILED', message: 'web could not be built', hint: 'Read the log above.' } as const
    await cli.listen(scripted({ 7: [running, apiDeployment({ status: 'failed', error })] }))
    const { code, stdout } = await cli.redhook(['deploy', 'shop', '-f', '--data', 'data'])
    expect(code).toBe(1)
    expect(stdout).toContain(
      'BUILD_FAILED: web could not be built\nwhat to do: Read the log above.\ndeployment 7: failed',
    )
  })

  it('ends with 1 where the last good version had to be put back, with what failed and what runs now', async () => {
    await using cli = createCliHarness()
    const error = { code: 'UNHEALTHY', message: 'web exited', hint: 'Read its log.' } as const
    const ended = apiDeployment({ status: 'rolled_back', reason: 'bbbbbbbbbb runs again.', error })
    await cli.listen(scripted({ 7: [running, ended] }))
    const { code, stdout } = await cli.redhook(['deploy', 'shop', '-f', '--data', 'data'])
    expect(code).toBe(1)
    expect(stdout).toContain(
      'UNHEALTHY: web exited\nwhat to do: Read its log.\nrolled_back: bbbbbbbbbb runs again.\ndeployment 7: rolled_back',
    )
  })

  it('goes on with the deployment that superseded the one it followed', async () => {
    await using cli = createCliHarness()
    const states = {
      7: [apiDeployment({ status: 'superseded', supersededBy: 8, steps: [] })],
      8: [apiDeployment({ id: 8 })],
    }
    await cli.listen(scripted(states))
    const { code, stdout } = await cli.redhook(['deploy', 'shop', '-f', '--data', 'data'])
    expect(code).toBe(0)
    expect(stdout).toContain('deployment 7 is superseded by 8; going on with that\n')
    expect(stdout).toContain('deployment 8: succeeded')
  })

  it('prints the ended deployment alone with --follow --json', async () => {
    await using cli = createCliHarness()
    await cli.listen(scripted({ 7: [running, apiDeployment()] }))
    const { stdout } = await cli.redhook(['deploy', 'shop', '-f', '--json', '--data', 'data'])
    expect(JSON.parse(stdout)).toMatchObject({ id: 7, status: 'succeeded' })
  })

  it('keeps a live last line on a terminal, and leaves it empty at the end', async () => {
    await using cli = createCliHarness()
    await cli.listen(scripted({ 7: [running, running, apiDeployment()] }))
    const { stdout } = await cli.redhook(['deploy', 'shop', '-f', '--data', 'data'], { tty: 80 })
    expect(stdout).toContain('build … 0.0 s')
    expect(stdout.endsWith('\r\u001b[2K')).toBe(true)
  })
})
