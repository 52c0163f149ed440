import { describe, expect, it } from 'vitest'
import type { Deployment } from '../../src/core/deployment/deployment.ts'
import { RedhookError } from '../../src/core/errors.ts'
import { createStepRunner } from '../../src/pipeline/steps.ts'
import { realClock } from '../support/pipeline-samples.ts'

function open() {
  const record: string[] = []
  const stopping = new AbortController()
  const abort = new AbortController()
  const store = {
    beginStep: (_id: number, step: string) => void record.push(`begin ${step}`),
    endStep: (_id: number, step: string, result: string) => void record.push(`${result} ${step}`),
  }
  const lines = {
    write: ({ step, stream, text }: { step: string; stream: string; text: string }) =>
      void record.push(`${step} ${stream} ${text}`),
    hide: () => undefined,
    close: async () => undefined,
  }
  const step = createStepRunner({ store, clock: realClock, lines }, { id: 1 } as Deployment, {
    stopping: stopping.signal,
    abort: abort.signal,
  })
  return { record, stopping, abort, step }
}

describe('a step', () => {
  it('is recorded before and after, with its lines', async () => {
    const { record, step } = open()
    const result = await step('sync', { timeoutMs: 1_000 }, async ({ note, output }) => {
      note('fetching')
      output('From origin', 'stderr')
      return 42
    })
    expect(result).toBe(42)
    expect(record).toEqual(['begin sync', 'sync note fetching', 'sync stderr From origin', 'done sync'])
  })

  it('is stopped when its time is up, and names the setting', async () => {
    const { record, step } = open()
    const work = step('build', { timeoutMs: 20, setting: 'timeouts.build' }, ({ signal }) =>
      realClock.sleep(5_000, signal),
    )
    await expect(work).rejects.toMatchObject({
      code: 'STEP_TIMEOUT',
      hint: 'Read the log of the step below, or raise timeouts.build.',
    })
    expect(record).toEqual(['begin build', 'failed build'])
  })

  it('keeps its own failure', async () => {
    const { record, step } = open()
    const failure = new RedhookError('no', { code: 'UP_FAILED', hint: 'x' })
    await expect(step('up', { timeoutMs: 1_000 }, () => Promise.reject(failure))).rejects.toBe(failure)
    expect(record).toEqual(['begin up', 'failed up'])
  })

  it('does not begin once Redhook is stopping', async () => {
    const { record, stopping, step } = open()
    stopping.abort(new Error('stopping'))
    await expect(step('up', { timeoutMs: 1_000 }, async () => 1)).rejects.toThrow('stopping')
    expect(record).toEqual([])
  })

  it('is interrupted when it has to end at once, whatever its children say', async () => {
    const { record, abort, step } = open()
    const work = step('up', { timeoutMs: 5_000 }, async ({ signal }) => {
      await realClock.sleep(5_000, signal).catch(() => undefined)
      throw new Error('the child was killed')
    })
    abort.abort(new Error('stop now'))
    await expect(work).rejects.toThrow('stop now')
    expect(record).toEqual(['begin up', 'interrupted up'])
  })
})
