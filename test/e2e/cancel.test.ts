import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { containersOf, type LiveApp, openLiveApp } from '../support/live-app.ts'
import { descendantsOf } from '../support/process-tree.ts'
import { expectFilesOf, expectRolledBack, goodNow, heals } from '../support/rolled-back.ts'
import { dockerfile, sampleApp, serviceFile } from '../support/sample-app.ts'
import { type Files, served } from '../support/sandbox.ts'

describe('a deployment that a person cancels', () => {
  let live: LiveApp
  beforeAll(async () => {
    live = await openLiveApp({ settings: () => ({ health: { timeout: '60s' } }) })
  })
  afterAll(() => live[Symbol.asyncDispose]())

  /** Pushes these files over the good app, and waits until that step runs. */
  const pushUntil = async (step: string, files: Files) => {
    const { server, repository, port } = live
    const after = repository.push(sampleApp(port, 'unwanted', files))
    const { body } = await server.deliver(repository, { after })
    const id = body.deployments?.[0]?.id ?? 0
    await server.until(id, ({ steps }) => steps.some(({ name, result }) => name === step && result === 'running'))
    return id
  }
  const cancel = async (id: number) => {
    const answer = await live.server.api(`/api/v1/deployments/${id}/cancel`, { method: 'POST', body: '{}' })
    return { status: answer.status, body: (await answer.json()) as { code?: string; detail?: string } }
  }

  it('ends while it builds: no process is left, and the old version serves, files and tags too', async () => {
    const good = await goodNow(live)
    const id = await pushUntil('build', { Dockerfile: dockerfile('RUN sleep 611') })
    await expect.poll(() => live.server.log(id), { timeout: 120_000 }).toContain('sleep 611')
    expect(await cancel(id)).toMatchObject({ status: 202 })
    const ended = await live.server.settled(id)
    expect(ended).toMatchObject({
      status: 'cancelled',
      reason: expect.stringMatching(/^Cancelled by \S+$/),
      error: { code: 'CANCELLED' },
      attempts: 1,
    })
    await expect.poll(() => descendantsOf(live.server.pid)).toEqual([])
    expect(containersOf(live.project)).toEqual(good.containers)
    expect(await served(live.port)).toBe(good.page)
    expectFilesOf(live.repository, good.commit)
    expect(await cancel(id)).toMatchObject({ status: 409, body: { code: 'ALREADY_ENDED' } })
    await heals(live, 'after the build')
  })

  it('ends while it waits for health: the old version is put back', async () => {
    const good = await goodNow(live)
    const healthcheck = { test: ['CMD', 'false'], interval: '1s', retries: 100 }
    const id = await pushUntil('verify', { 'docker-compose.prod.yml': serviceFile(live.port, { healthcheck }) })
    expect((await live.box.cli(['cancel', live.app])).stdout).toBe(
      `deployment ${id} of ${live.app} is being cancelled; watch it: redhook logs ${id} -f\n`,
    )
    const ended = await live.server.settled(id)
    await expectRolledBack(live, ended, good)
    expect(ended.error).toMatchObject({ code: 'CANCELLED', message: 'Cancelled by redhook' })
    await heals(live, 'after the gate')
  })
})
