import { describe, expect, it } from 'vitest'
import { RedhookError, redactError, toFailure } from '../../src/core/errors.ts'
import { createRedact } from '../../src/core/redact.ts'

describe('a failure', () => {
  it('loses every secret on its way to the store: in message, hint and evidence, and with its cause', () => {
    const error = new RedhookError('cannot log in with hunter22', {
      code: 'BUILD_FAILED',
      hint: 'hunter22 is wrong',
      cause: new Error('hunter22'),
      evidence: [{ service: 'web', exitCode: 3, health: 'says hunter22', log: ['a', 'PASSWORD=hunter22'] }],
    })
    const clean = redactError(error, createRedact(['hunter22']))
    expect(JSON.stringify(toFailure(clean))).not.toContain('hunter22')
    expect(clean.cause).toBeUndefined()
    expect(toFailure(clean)).toEqual({
      code: 'BUILD_FAILED',
      message: 'cannot log in with [redacted]',
      hint: '[redacted] is wrong',
      evidence: [{ service: 'web', exitCode: 3, health: 'says [redacted]', log: ['a', 'PASSWORD=[redacted]'] }],
    })
  })

  it('keeps whether it can heal', () => {
    const away = new RedhookError('away', { code: 'REMOTE_UNREACHABLE', hint: 'wait' })
    expect(redactError(away, text => text).retryable).toBe(true)
  })

  it('of a kind nobody thought of says that it is a bug', () => {
    expect(toFailure(new TypeError('x is not a function'))).toMatchObject({
      code: 'INTERNAL',
      message: 'x is not a function',
    })
    expect(toFailure('just words').message).toBe('just words')
  })
})
