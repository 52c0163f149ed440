import { describe, expect, it } from 'vitest'
import { judgeOutcome } from '../../../src/core/deployment/judge-outcome.ts'
import type { ContainerState } from '../../../src/core/health/container-state.ts'
import { containerState } from '../../support/container-state.ts'

const container = (service: string, id: string, changes: Partial<ContainerState> = {}) =>
  containerState(service, { id, ...changes })

const words = (...args: Parameters<typeof judgeOutcome>) =>
  judgeOutcome(...args).map(({ service, container, built }) => [service, container, built].filter(Boolean).join(' '))

describe('judgeOutcome', () => {
  it('tells containers that stayed from those that were replaced, restarted, created and removed', () => {
    const before = [container('kept', 'a'), container('new', 'b'), container('again', 'c'), container('gone', 'd')]
    const after = [
      container('kept', 'a'),
      container('new', 'e'),
      container('again', 'c', { startedAt: 2 }),
      container('first', 'f'),
    ]
    expect(words(before, after, new Set())).toEqual([
      'again restarted',
      'first created',
      'gone removed',
      'kept kept',
      'new recreated',
    ])
  })
  it('tells whether a build came out different from what ran', () => {
    const before = [container('web', 'a'), container('worker', 'b')]
    const after = [container('web', 'c', { image: 'sha256:2' }), container('worker', 'b')]
    expect(words(before, after, new Set(['web', 'worker']))).toEqual(['web recreated new', 'worker kept same'])
  })
  it('judges all containers of a service together', () => {
    const before = [container('web', 'a'), container('web', 'b')]
    expect(words(before, [container('web', 'b'), container('web', 'a')], new Set())).toEqual(['web kept'])
    expect(words(before, [container('web', 'a')], new Set())).toEqual(['web recreated'])
  })
})
