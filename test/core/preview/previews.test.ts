import { describe, expect, it } from 'vitest'
import type { PullRequest } from '../../../src/core/delivery/meaning.ts'
import { type Hearing, hearPullRequest, previewBases } from '../../../src/core/preview/hear-pull-request.ts'
import { afterRemoval, placePreviews } from '../../../src/core/preview/place-previews.ts'
import type { Preview } from '../../../src/core/preview/preview.ts'
import { escapeMarkdown, previewComment } from '../../../src/core/preview/preview-comment.ts'
import { previewAddress } from '../../../src/core/preview/preview-name.ts'

const sample = (changes: Partial<Preview> = {}): Preview => ({
  ...{ app: 'shop', number: 1, name: 'pr1-shop', repository: 'acme/shop', title: 'A change', base: 'main' },
  ...{
    headBranch: 'change',
    head: 'a'.repeat(40),
    isFork: false,
    state: 'live',
    ports: {},
    openedAt: 100,
    updatedAt: 100,
  },
  ...changes,
})

const event = (changes: Partial<PullRequest> = {}): PullRequest => ({
  ...{
    kind: 'pull-request',
    action: 'opened',
    repository: { owner: 'acme', name: 'shop' },
    number: 1,
    title: 'A change',
  },
  ...{
    isMerged: false,
    isDraft: false,
    base: 'main',
    head: { branch: 'change', commit: 'a'.repeat(40) },
    isFork: false,
  },
  ...changes,
})

const hearing = (changes: Partial<Hearing> = {}): Hearing => ({
  ...{ app: 'shop', known: undefined, bases: new Set(['main']), forkLabel: 'safe', mayWrite: true, now: 500 },
  ...changes,
})

const next = 'b'.repeat(40)
const moved = { branch: 'change', commit: next }
const fork = { isFork: true } as const
const label = { action: 'labeled', label: 'safe', ...fork } as const

describe('an event of a pull request', () => {
  it.each<[string, Partial<PullRequest>, Partial<Hearing>, Partial<Preview> | undefined]>([
    [
      'opened: it is known from then on',
      {},
      {},
      { state: 'waiting', openedAt: 500, updatedAt: 500, repository: 'acme/shop' },
    ],
    ['into another branch: nothing', { base: 'other' }, {}, undefined],
    ['heard twice: nothing is newer', {}, { known: sample() }, { state: 'live', updatedAt: 100 }],
    [
      'updated',
      { action: 'updated', head: moved },
      { known: sample() },
      { state: 'live', head: next, openedAt: 100, updatedAt: 500 },
    ],
    ['closed', { action: 'closed' }, { known: sample() }, { state: 'removing', closedAt: 500 }],
    ['merged', { action: 'closed', isMerged: true }, { known: sample() }, { reason: 'The pull request was merged.' }],
    ['closed, and never known', { action: 'closed' }, {}, undefined],
    ['closed twice', { action: 'closed' }, { known: sample({ state: 'removing', closedAt: 200 }) }, undefined],
    [
      'reopened',
      { action: 'reopened' },
      { known: sample({ state: 'gone', closedAt: 200 }) },
      { state: 'waiting', openedAt: 500 },
    ],
    [
      'reopened while it is removed',
      { action: 'reopened' },
      { known: sample({ state: 'removing', closedAt: 200 }) },
      { state: 'removing', openedAt: 500 },
    ],
    [
      'the label on the head that is known',
      label,
      { known: sample({ ...fork, state: 'refused' }) },
      { approved: 'a'.repeat(40) },
    ],
    ['the label while the head moves', { ...label, head: moved }, { known: sample(fork) }, undefined],
    ['the label of somebody who may not write', label, { known: sample(fork), mayWrite: false }, { state: 'live' }],
    ['the label while forks run nothing', label, { known: sample(fork), forkLabel: undefined }, undefined],
    ['another label', { ...label, label: 'bug' }, { known: sample(fork) }, undefined],
    ['the label on a branch of our own', { ...label, isFork: false }, { known: sample() }, undefined],
    [
      'a push of a person\u2019s removal',
      { action: 'updated', head: moved },
      { known: sample({ state: 'refused', removedBy: 'ada' }) },
      { head: next },
    ],
  ])('%s', (_, changes, facts, expected) => {
    const heard = hearPullRequest(event(changes), hearing(facts))
    if (expected === undefined) expect(heard).toBeUndefined()
    else expect(heard).toMatchObject(expected)
  })

  it('takes the approval of the label back with the label, and never gives one to who may not write', () => {
    const known = sample({ ...fork, approved: 'a'.repeat(40) })
    expect(hearPullRequest(event({ ...label, action: 'unlabeled' }), hearing({ known }))).not.toHaveProperty('approved')
    const amongOthers = { ...label, label: 'bug', labels: ['bug', 'safe'] }
    expect(hearPullRequest(event({ ...amongOthers, action: 'unlabeled' }), hearing({ known }))).not.toHaveProperty(
      'approved',
    )
    expect(hearPullRequest(event({ ...label, action: 'unlabeled', label: 'bug' }), hearing({ known }))).toBeUndefined()
    expect(hearPullRequest(event(label), hearing({ known: sample(fork), mayWrite: false }))).not.toHaveProperty(
      'approved',
    )
  })

  it('forgets a removal with the next push alone', () => {
    const known = sample({ state: 'refused', removedBy: 'ada' })
    expect(hearPullRequest(event({ action: 'updated' }), hearing({ known }))).toHaveProperty('removedBy', 'ada')
    const pushed = hearPullRequest(event({ action: 'updated', head: moved }), hearing({ known }))
    expect(pushed).not.toHaveProperty('removedBy')
  })
})

it('counts stacked pull requests in, and those of forks or closed ones not', () => {
  const stacked = [
    sample({ base: 'one', headBranch: 'two', number: 2 }),
    sample({ base: 'main', headBranch: 'one' }),
    sample({ base: 'main', headBranch: 'evil', ...fork }),
    sample({ base: 'main', headBranch: 'over', state: 'gone' }),
  ]
  expect([...previewBases('main', stacked)].sort()).toEqual(['main', 'one', 'two'])
  expect([...previewBases(undefined, stacked)]).toEqual([])
})

describe('who lives', () => {
  const settings = { limit: 2, maxAgeMs: 1_000, forkLabel: 'safe' }
  const place = (previews: readonly Preview[], now = 500) =>
    Object.fromEntries(placePreviews(previews, settings, now).map(({ number, state }) => [number, state]))
  const waiting = (number: number, more: Partial<Preview> = {}) =>
    sample({ number, state: 'waiting', openedAt: number * 10, ...more })

  it('is the newest ones', () => {
    expect(place([waiting(1), waiting(2), waiting(3)])).toEqual({ 1: 'waiting', 2: 'live', 3: 'live' })
    expect(place([waiting(1, { state: 'live' }), waiting(2, { state: 'live' }), waiting(3)])).toEqual({
      1: 'removing',
      3: 'live',
    })
    expect(place([waiting(1), waiting(2, { state: 'live' }), waiting(3, { state: 'removing' })])).toEqual({ 1: 'live' })
  })

  it('is nobody of a fork without a label on that very head', () => {
    expect(place([waiting(1, fork)])).toEqual({ 1: 'refused' })
    expect(place([waiting(1, { ...fork, approved: next })])).toEqual({ 1: 'refused' })
    expect(place([sample({ ...fork, approved: next })])).toEqual({ 1: 'removing' })
    expect(place([waiting(1, { ...fork, approved: 'a'.repeat(40) })])).toEqual({ 1: 'live' })
    const off = placePreviews([waiting(1, { ...fork, approved: 'a'.repeat(40) })], { limit: 1, maxAgeMs: 1_000 }, 500)
    expect(off).toMatchObject([{ state: 'refused' }])
  })

  it('is nobody that nothing was pushed to for long, nor whom a person removed', () => {
    expect(place([sample(), waiting(2, { updatedAt: 1_400 })], 1_500)).toEqual({ 1: 'removing', 2: 'live' })
    expect(place([sample({ removedBy: 'ada' })])).toEqual({ 1: 'removing' })
  })

  it('is told once', () => {
    const first = placePreviews([waiting(1), waiting(2), waiting(3)], settings, 500)
    expect(placePreviews(first, settings, 500)).toEqual([])
  })
})

it('rests after its removal as it should', () => {
  expect(afterRemoval(sample({ closedAt: 1, ports: { main: 1 } }), undefined)).toMatchObject({
    state: 'gone',
    ports: {},
  })
  expect(afterRemoval(sample(fork), undefined).state).toBe('refused')
  expect(afterRemoval(sample(), undefined).state).toBe('waiting')
})

describe('where people find it', () => {
  const parts = { number: 12, port: 20_001, project: 'pr12-shop' }
  it.each([
    ['https://pr{number}.example.com', undefined, 'https://pr12.example.com'],
    ['http://{project}:{port}/{number}', 'https://redhook.example.com', 'http://pr12-shop:20001/12'],
    [undefined, 'https://redhook.example.com/x', 'http://redhook.example.com:20001'],
    [undefined, undefined, undefined],
  ])('%s with %s: %s', (url, publicUrl, expected) => {
    expect(previewAddress(url, publicUrl, parts)).toBe(expected)
  })
})

it('says in the comment nothing that others could make markup of', () => {
  const reason = '![x](http://evil) @all <img src=x>\n# big'
  const { body } = previewComment({
    preview: sample({ state: 'refused', reason }),
    address: undefined,
    last: undefined,
    link: undefined,
  })
  expect(body).not.toMatch(/!\[|@all|(?<!\\)<img|\n# /)
  expect(escapeMarkdown('a b')).toBe('a b')
})
