import { describe, expect, it } from 'vitest'
import { isFinal, states } from '../../../src/core/deployment/deployment.ts'
import { mayComeFrom, mayMove } from '../../../src/core/deployment/transitions.ts'

describe('mayMove', () => {
  it('allows exactly these moves', () => {
    const moves = states.flatMap(from => states.filter(to => mayMove(from, to)).map(to => `${from} → ${to}`))
    expect(moves).toEqual([
      'queued → running',
      'queued → superseded',
      'queued → cancelled',
      'running → queued',
      'running → succeeded',
      'running → skipped',
      'running → failed',
      'running → rolled_back',
      'running → superseded',
      'running → cancelled',
    ])
  })

  it('lets nothing leave a final state, and nothing stay where it is', () => {
    for (const from of states) {
      expect(mayMove(from, from)).toBe(false)
      expect(states.some(to => mayMove(from, to))).toBe(!isFinal(from))
    }
  })

  it('knows where a deployment may come from', () => {
    expect(mayComeFrom('cancelled')).toEqual(['queued', 'running'])
    expect(mayComeFrom('succeeded')).toEqual(['running'])
    expect(mayComeFrom('rolled_back')).toEqual(['running'])
  })
})
