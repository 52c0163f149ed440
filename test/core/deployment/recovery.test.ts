import { describe, expect, it } from 'vitest'
import { planRecovery } from '../../../src/core/deployment/recovery.ts'
import { mayRunAgain, whyDuplicate } from '../../../src/core/deployment/redelivery.ts'
import { urgencyOf } from '../../../src/core/deployment/urgency.ts'

const previous = { composeFiles: [], images: [{ service: 'web', id: 'sha256:1', name: 'web', isBuilt: true }] }

const table: { title: string; deployment: Parameters<typeof planRecovery>[0]; plan: string }[] = [
  { title: 'one that was interrupted runs again', deployment: { attempts: 2 }, plan: 'again' },
  {
    title: 'also one that had touched containers',
    deployment: { attempts: 2, reached: 'verify', previous },
    plan: 'again',
  },
  { title: 'one that was tried often enough is given up', deployment: { attempts: 3 }, plan: 'end INTERRUPTED' },
  {
    title: 'one that had only built leaves what runs alone',
    deployment: { attempts: 3, reached: 'before', previous },
    plan: 'end INTERRUPTED',
  },
  {
    title: 'one that had touched containers goes back to what ran before',
    deployment: { attempts: 3, reached: 'up', previous },
    plan: 'back INTERRUPTED',
  },
  {
    title: 'whichever step after `up` it was in',
    deployment: { attempts: 4, reached: 'report', previous },
    plan: 'back INTERRUPTED',
  },
  { title: 'but not where nothing ran before', deployment: { attempts: 3, reached: 'up' }, plan: 'end INTERRUPTED' },
  {
    title: 'nor where only the commit before is known',
    deployment: { attempts: 3, reached: 'up', previous: { ...previous, images: [] } },
    plan: 'end INTERRUPTED',
  },
  { title: 'a way back goes on', deployment: { attempts: 1, reached: 'rollback', previous }, plan: 'again' },
  { title: 'up to twice the attempts', deployment: { attempts: 5, reached: 'rollback', previous }, plan: 'again' },
  {
    title: 'and no further',
    deployment: { attempts: 6, reached: 'rollback', previous },
    plan: 'end ROLLBACK_FAILED',
  },
]

describe('planRecovery', () => {
  it.each(table)('$title', ({ deployment, plan }) => {
    const recovery = planRecovery(deployment, 3)
    expect(recovery.what === 'again' ? 'again' : `${recovery.what} ${recovery.error.code}`).toBe(plan)
  })

  it('says what happened, what comes of it and what to do', () => {
    expect(planRecovery({ attempts: 3 }, 3)).toMatchObject({
      reason: 'Redhook was interrupted 3 times while it ran',
      error: { hint: expect.stringContaining('log') },
    })
    expect(planRecovery({ attempts: 3, reached: 'up', previous }, 3).reason).toBe(
      'Redhook was interrupted 3 times while it ran; the version before it is put back',
    )
    expect(planRecovery({ attempts: 6, reached: 'rollback', previous }, 3)).toMatchObject({
      reason: 'The rollback was interrupted, and did not come to its end in 6 attempts',
      error: { hint: expect.stringContaining('docker compose ps') },
    })
  })
})

describe('urgencyOf', () => {
  const push = { kind: 'push', delivery: 'd' } as const
  const rollback = { kind: 'rollback', by: 'ada', to: 1 } as const

  it('puts a way back before a rollback, and a rollback before a push', () => {
    const order = [{ cause: push, reached: 'rollback' }, { cause: rollback }, { cause: push, reached: 'up' }] as const
    expect(order.map(urgencyOf)).toEqual([2, 1, 0])
    expect(urgencyOf({ cause: rollback, reached: 'rollback' })).toBe(2)
    expect(urgencyOf({ cause: { kind: 'request', by: 'ada' } })).toBe(0)
  })
})

describe('a delivery that comes again', () => {
  it('runs again what failed or was cancelled, and nothing else', () => {
    expect((['failed', 'cancelled'] as const).every(mayRunAgain)).toBe(true)
    const others = ['queued', 'running', 'succeeded', 'skipped', 'rolled_back', 'superseded', undefined] as const
    expect(others.some(mayRunAgain)).toBe(false)
  })

  it('says what it led to', () => {
    const earlier = [{ id: 5, app: 'shop', state: 'succeeded' as const }]
    expect(whyDuplicate(earlier)).toBe('This delivery was received before and led to deployment 5 (shop, succeeded)')
  })
})
