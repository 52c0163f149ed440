import { describe, expect, it } from 'vitest'
import { decideTip, deliveryGraceMs, type TipFacts } from '../../../src/core/polling/decide-tip.ts'
import { isWatched, watchEveryMs } from '../../../src/core/polling/is-watched.ts'
import { testApp } from '../../support/app-samples.ts'

const facts = { isPolled: false, isBusy: false, isDecided: false, hasTips: true, seenForMs: deliveryGraceMs }

describe('a tip that is not the last one', () => {
  const rows: [title: string, changes: Partial<TipFacts>, decision: string][] = [
    ['is a lost push once no delivery came for a while', {}, 'queue'],
    ['may yet be told of by a delivery', { seenForMs: deliveryGraceMs - 1 }, 'wait'],
    ['is remembered where somebody decided on it, whatever came of it', { isDecided: true }, 'remember'],
    ['is remembered where an app that is polled had it before', { isDecided: true, isPolled: true }, 'remember'],
    ['is not a lost push where nothing was ever decided', { hasTips: false }, 'remember'],
    ['is deployed at once where the app is polled', { isPolled: true, seenForMs: 0 }, 'queue'],
    ['is the first deployment of an app that is polled', { isPolled: true, hasTips: false, seenForMs: 0 }, 'queue'],
    ['is left to the deployment that waits', { isBusy: true }, 'later'],
    ['is left to the deployment that waits where the app is polled', { isBusy: true, isPolled: true }, 'later'],
  ]
  it.each(rows)('%s', (_, changes, decision) => {
    expect(decideTip({ ...facts, ...changes })).toBe(decision)
  })
})

describe('the tip of an app is looked at', () => {
  const preview = { of: 'shop', number: 1, ref: 'refs/pull/1/head', head: 'a'.repeat(40), isFork: false }
  it.each([
    ['where pushes deploy it', {}, true],
    ['where pushes and tags do', { on: [{ on: 'tag', pattern: 'v*' }, { on: 'push' }] as const }, true],
    ['not where people alone do', { on: [] }, false],
    ['not where tags do', { on: [{ on: 'tag', pattern: 'v*' }] as const }, false],
    ['not for the preview of a pull request', { preview }, false],
    ['not where it is Redhook, which leaves itself alone', { self: 'skip' as const }, false],
    ['where it is Redhook, which restarts into it', { self: { restart: true, build: [] } as const }, true],
    ['where it is made of commands', { command: [['true']] }, true],
  ])('%s', (_, changes, expected) => {
    expect(isWatched(testApp({ name: 'shop', ...changes }))).toBe(expected)
  })

  it('as often as it says, else once an hour', () => {
    expect([10_000, 7_200_000, undefined].map(pollMs => watchEveryMs(pollMs === undefined ? {} : { pollMs }))).toEqual([
      10_000, 3_600_000, 3_600_000,
    ])
  })
})
