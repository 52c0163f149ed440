import { describe, expect, it } from 'vitest'
import { describeOutboxItem } from '../../../src/core/report/outbox-words.ts'
import { parseReportChannel, reportChannel, reportKey } from '../../../src/core/report/report-channel.ts'

describe('the channel of a repository', () => {
  it.each([
    ['@github/acme/shop', { provider: 'github', name: 'acme/shop' }],
    ['@gitlab/acme/tools/shop', { provider: 'gitlab', name: 'acme/tools/shop' }],
    ['@bitbucket-dc/acme/shop', { provider: 'bitbucket-dc', name: 'acme/shop' }],
  ] as const)('is %s', (channel, repository) => {
    expect(reportChannel(repository)).toBe(channel)
    expect(parseReportChannel(channel)).toEqual(repository)
  })

  it.each(['team', 'github/acme/shop', '@', '@github', '@nobody/acme/shop', ''])('is not %j', channel => {
    expect(parseReportChannel(channel)).toBeUndefined()
  })
})

describe('reports about the same thing', () => {
  const status = { kind: 'status', commit: 'a', context: 'redhook/shop', state: 'pending', description: 'x' } as const
  const deployment = {
    kind: 'deployment',
    deployment: 1,
    commit: 'a',
    environment: 'shop',
    state: 'queued',
    description: 'x',
    isTransient: false,
  } as const
  const check = {
    kind: 'check-run',
    commit: 'a',
    name: 'n',
    key: 'deployment 1',
    state: 'queued',
    title: 't',
    summary: 's',
  } as const
  const comment = { kind: 'comment', number: 1, marker: 'm', body: 'b' } as const

  it('have one key, whatever their state; others have another', () => {
    expect(reportKey({ ...status, state: 'success', description: 'y' })).toBe(reportKey(status))
    expect(reportKey({ ...deployment, state: 'success', environment: 'e' })).toBe(reportKey(deployment))
    expect(reportKey({ ...comment, body: 'c' })).toBe(reportKey(comment))
    const others = [
      status,
      { ...status, commit: 'b' },
      { ...status, context: 'redhook/blog' },
      deployment,
      { ...deployment, commit: 'b' },
      { ...deployment, deployment: 2 },
      check,
      { ...check, key: 'check 1' },
      comment,
      { ...comment, number: 2 },
      { ...comment, marker: 'o' },
    ]
    expect(new Set(others.map(reportKey)).size).toBe(others.length)
  })

  it.each([
    ['@github/acme/shop', status, 'redhook/shop of a: pending, x'],
    ['@github/acme/shop', { ...deployment, state: 'in_progress' }, 'shop at a: in progress, x'],
    ['@github/acme/shop', check, 'n of a: queued, t'],
    ['@github/acme/shop', comment, 'comment on pull request 1'],
    ['team', { title: 'shop: the deployment failed' }, 'shop: the deployment failed'],
  ])('are told in words on the outbox page: %s', (channel, told, text) => {
    expect(describeOutboxItem({ channel, payload: JSON.stringify(told) })).toBe(text)
  })

  it('are left without words where nothing can be read', () => {
    expect(describeOutboxItem({ channel: 'team', payload: '{' })).toBeUndefined()
  })
})
