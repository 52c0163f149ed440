import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { survives } from '../support/crash-promise.ts'
import { type CrashSite, openCrashSite, steps } from '../support/crash-site.ts'
import { containersOf } from '../support/live-app.ts'
import { served, serves } from '../support/sandbox.ts'

describe('kill -9 of Redhook with everything below it', () => {
  let site: CrashSite
  beforeAll(async () => {
    site = await openCrashSite()
  })
  afterAll(() => site[Symbol.asyncDispose]())

  it.each(steps)('in the step %s: after the next start the deployment becomes live', async step => {
    await survives(site, step, { tree: true })
  })

  it('three times in one deployment: it is given up, the old version runs on, and the next push is live', async () => {
    const { live } = site
    const old = containersOf(live.project)
    const page = await served(live.port)
    const id = await site.deployInto('before', 'never live')
    for (const attempts of [1, 2, 3]) {
      await site.reached(id, 'before')
      expect(await site.server().deployment(id)).toMatchObject({ status: 'running', attempts })
      await site.kill({ tree: true })
      await site.restart()
    }
    expect(await site.server().deployment(id)).toMatchObject({
      status: 'failed',
      attempts: 3,
      error: { code: 'INTERRUPTED', message: 'Redhook was interrupted 3 times while it ran' },
    })
    expect(containersOf(live.project)).toEqual(old)
    expect(await served(live.port)).toBe(page)

    site.letGo()
    expect(await site.server().deploy(live.repository, { 'page.txt': 'live again' })).toMatchObject({
      status: 'succeeded',
      attempts: 1,
    })
    await serves(live.port, 'live again')
  })
})
