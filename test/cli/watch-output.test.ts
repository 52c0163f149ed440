import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import { watchOutput } from '../../src/cli/watch-output.ts'

/** What was said, and how often something was lost, after these failures of standard output. */
function afterLosing(...codes: readonly string[]) {
  const stdout = new EventEmitter()
  const said: string[] = []
  let lost = 0
  watchOutput(stdout, { write: text => said.push(text) }, () => {
    lost += 1
  })
  for (const code of codes) stdout.emit('error', Object.assign(new Error(`${code}: write`), { code }))
  return { said, lost }
}

describe('standard output', () => {
  it.each(['EPIPE', 'ECONNRESET', 'EIO'])('may lose its reader (%s)', code => {
    expect(afterLosing(code)).toEqual({ said: [], lost: 0 })
  })

  it('may lie on a full disk: that is said once, and what runs goes on', () => {
    const { said, lost } = afterLosing('ENOSPC', 'ENOSPC')
    expect(lost).toBe(2)
    expect(said).toEqual([expect.stringMatching(/could not be written: ENOSPC.*\nwhat to do:/)])
  })
})
