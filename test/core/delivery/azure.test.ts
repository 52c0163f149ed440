import { describe, expect, it } from 'vitest'
import { azure } from '../../../src/core/delivery/azure.ts'
import { changed, hashes, payloadOf } from '../../support/payloads.ts'

const repository = {
  owner: 'acme/Web Team',
  name: 'shop',
  host: 'dev.azure.com',
  id: '278d5cd2-584d-4b63-824a-2ba458937249',
}
const parse = (event: string, fixture: string, changes: Record<string, unknown> = {}) =>
  azure.parse(event, changed(payloadOf(`azure/${fixture}`), changes))

describe('Azure DevOps', () => {
  it('tells all that one push moved', () => {
    expect(parse('git.push', 'push')).toEqual({
      kind: 'push',
      repository,
      refs: [
        { ref: 'refs/heads/main', before: hashes.a, after: hashes.b, deleted: false, forced: false },
        { ref: 'refs/tags/v1.4.0', before: hashes.none, after: hashes.c, deleted: false, forced: false },
        { ref: 'refs/heads/hats', before: hashes.c, after: hashes.none, deleted: true, forced: false },
      ],
      pusher: 'ada@example.test',
    })
  })

  it.each([
    [{ 'resource.refUpdates': [] }, { kind: 'other', repository }],
    [{ 'resource.refUpdates': undefined }, { kind: 'other', repository }],
    [{ 'resource.refUpdates': [null, 7, { name: 7 }] }, { kind: 'other', repository }],
    [{ 'resource.refUpdates': [{ name: 'refs/heads/x' }] }, { refs: [{ ref: 'refs/heads/x', deleted: false }] }],
    [{ 'resource.pushedBy': null }, { kind: 'push' }],
    [{ 'resource.pushedBy': { displayName: 'Ada' } }, { pusher: 'Ada' }],
    [{ 'resource.repository': null }, { kind: 'malformed' }],
    [{ resource: null }, { kind: 'malformed' }],
  ])('tells a push with %j', (changes, expected) => {
    expect(parse('git.push', 'push', changes)).toMatchObject(expected)
  })

  it.each([
    ['https://dev.azure.com/acme/Web/_git/shop', 'acme/Web', 'shop', 'dev.azure.com'],
    ['https://dev.azure.com/acme/_git/shop', 'acme/shop', 'shop', 'dev.azure.com'],
    ['https://acme.visualstudio.com/Web/_git/shop', 'acme/Web', 'shop', 'acme.visualstudio.com'],
    ['https://acme.visualstudio.com/DefaultCollection/_git/shop', 'acme/shop', 'shop', 'acme.visualstudio.com'],
    ['https://tfs.example.test:8080/tfs/Main/Web/_git/shop', 'Main/Web', 'shop', 'tfs.example.test:8080'],
    ['https://dev.azure.com/acme/%zz/_git/shop', 'acme/%zz', 'shop', 'dev.azure.com'],
    ['https://example.test/nothing', 'Web Team', 'shop', 'example.test'],
    [undefined, 'Web Team', 'shop', undefined],
  ])('knows the repository at %s as %s/%s', (remoteUrl, owner, name, host) => {
    const meaning = parse('git.push', 'push', { 'resource.repository.remoteUrl': remoteUrl })
    const expected = { owner, name, id: repository.id }
    expect(meaning.kind === 'push' && meaning.repository).toEqual(host === undefined ? expected : { ...expected, host })
  })

  it('tells a pull request', () => {
    expect(parse('git.pullrequest.created', 'pull-request')).toEqual({
      kind: 'pull-request',
      repository,
      action: 'opened',
      number: 7,
      title: 'Sell hats',
      author: 'ada@example.test',
      url: 'https://dev.azure.com/acme/Web%20Team/_git/shop/pullrequest/7',
      isMerged: false,
      isDraft: false,
      base: 'main',
      head: { branch: 'hats', commit: hashes.c, repository },
      isFork: false,
    })
  })

  const done = { 'resource.status': 'completed' }

  it.each([
    ['git.pullrequest.updated', {}, { action: 'updated' }],
    ['git.pullrequest.updated', done, { action: 'closed', isMerged: true, mergeCommit: hashes.d }],
    ['git.pullrequest.merged', done, { action: 'closed', isMerged: true, mergeCommit: hashes.d }],
    ['git.pullrequest.merged', {}, { action: 'other', isMerged: false }],
    ['git.pullrequest.updated', { 'resource.status': 'abandoned' }, { action: 'closed', isMerged: false }],
    ['git.pullrequest.created', { 'resource.isDraft': true }, { isDraft: true }],
    ['git.pullrequest.created', { 'resource.forkSource': { repository: { id: 'x' } } }, { isFork: true }],
    ['git.pullrequest.created', { 'resource.forkSource': {} }, { isFork: true }],
    ['git.pullrequest.created', { 'resource.repository.id': null }, { isFork: true }],
    ['git.pullrequest.created', { 'resource.lastMergeSourceCommit': null }, { kind: 'malformed' }],
    ['git.pullrequest.created', { 'resource.sourceRefName': null }, { kind: 'malformed' }],
    ['git.pullrequest.created', { 'resource.pullRequestId': '7' }, { kind: 'malformed' }],
    ['git.pullrequest.created', { resource: [] }, { kind: 'malformed' }],
    ['build.complete', {}, { kind: 'other', repository }],
  ])('tells %s with %j', (event, changes, expected) => {
    expect(parse(event, 'pull-request', changes)).toMatchObject(expected)
  })

  it('takes event and id from the payload', () => {
    const payload = payloadOf('azure/push')
    expect(azure.eventOf({ 'x-github-event': 'push' }, payload)).toBe('git.push')
    expect(azure.idOf({}, payload)).toBe('03c164c2-8912-4d5e-8009-3707d5f83734')
    for (const odd of [undefined, null, 7, [], { eventType: 7, id: {} }]) {
      expect(azure.eventOf({}, odd)).toBeUndefined()
      expect(azure.idOf({}, odd)).toBeUndefined()
    }
  })
})
