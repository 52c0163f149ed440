import { describe, expect, it } from 'vitest'
import { planRecovery } from '../../../src/core/deployment/recovery.ts'
import { mayRunAgain, whyDuplicate } from '../../../src/core/deployment/redelivery.ts'

describe('planRecovery', () => {
  it('runs an interrupted deployment again, up to the limit', () => {
    expect(planRecovery({ attempts: 2 }, 3).again).toBe(true)
  })

  it('gives up with INTERRUPTED and a hint at the limit', () => {
    expect(planRecovery({ attempts: 3 }, 3)).toMatchObject({
      again: false,
      reason: 'Redhook was interrupted 3 times while it ran',
      error: { code: 'INTERRUPTED', hint: expect.stringContaining('log') },
    })
  })
})

describe('a delivery that comes again', () => {
  it('runs again what failed or was cancelled, and nothing else', () => {
    expect((['failed', 'cancelled'] as const).every(mayRunAgain)).toBe(true)
    const others = ['queued', 'running', 'succeeded', 'skipped', 'superseded', undefined] as const
    expect(others.some(mayRunAgain)).toBe(false)
  })

  it('says what it led to', () => {
    const earlier = [{ id: 5, app: 'shop', state: 'succeeded' as const }]
    expect(whyDuplicate(earlier)).toBe('This delivery was received before and led to deployment 5 (shop, succeeded)')
  })
})
