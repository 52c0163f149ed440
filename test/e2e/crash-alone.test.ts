import { afterAll, beforeAll, describe, it } from 'vitest'
import { survives } from '../support/crash-promise.ts'
import { type CrashSite, openCrashSite, steps } from '../support/crash-site.ts'

describe('kill -9 of Redhook alone, whose children live on', () => {
  let site: CrashSite
  beforeAll(async () => {
    site = await openCrashSite()
  })
  afterAll(() => site[Symbol.asyncDispose]())

  it.each(steps)('in the step %s: the next start ends them, and the deployment becomes live', async step => {
    await survives(site, step, { tree: false })
  })
})
