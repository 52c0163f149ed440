import { describe, expect, it } from 'vitest'
import { withinTime } from '../../../src/pipeline/checks/within-time.ts'

const lines = { note: () => {}, output: () => () => {}, tail: () => ['the last line'] }
const aborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('a child was ended')))
  })

describe('the time of a check', () => {
  it('names what was being done when it was over, with the last lines', async () => {
    const work = withinTime({ lines, signal: new AbortController().signal }, { timeoutMs: 5 }, (signal, at) => {
      at('step 1 of 2: echo begun')
      at('step 2 of 2: sleep 1000')
      return aborted(signal)
    })
    await expect(work).rejects.toMatchObject({
      code: 'CHECK_FAILED',
      message: 'The check took longer than 0.0 s and was stopped in step 2 of 2: sleep 1000',
      evidence: [{ log: ['the last line'] }],
    })
  })

  it('names its preparation as long as no step has begun', async () => {
    const work = withinTime({ lines, signal: new AbortController().signal }, { timeoutMs: 5 }, aborted)
    await expect(work).rejects.toMatchObject({ message: expect.stringMatching(/was stopped in its preparation$/) })
  })

  it('ends with the reason of who cancelled it, not with what that broke', async () => {
    const cancelling = new AbortController()
    const work = withinTime({ lines, signal: cancelling.signal }, { timeoutMs: 60_000 }, aborted)
    cancelling.abort(new Error('A newer commit took its place'))
    await expect(work).rejects.toThrow('A newer commit took its place')
  })

  it('lets through what the work itself throws', async () => {
    const work = withinTime({ lines, signal: new AbortController().signal }, { timeoutMs: 60_000 }, () =>
      Promise.reject(new Error('exit 3')),
    )
    await expect(work).rejects.toThrow('exit 3')
  })
})
