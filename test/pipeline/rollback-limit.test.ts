import { expect, it } from 'vitest'
import { limitOf } from '../../src/pipeline/rollback.ts'
import { testApp } from '../support/app-samples.ts'

it('the way back has the time of a build, of `up` and of the gate: an image that is gone is built on it', () => {
  const app = testApp()
  const { buildMs, upMs } = app.timeouts
  expect(limitOf({ app }).timeoutMs).toBeGreaterThan(buildMs + upMs + app.health.timeoutMs)
})
