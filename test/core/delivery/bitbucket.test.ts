import { describe, expect, it } from 'vitest'
import { bitbucket } from '../../../src/core/delivery/bitbucket.ts'
import { bitbucketDc } from '../../../src/core/delivery/bitbucket-dc.ts'
import { changed, hashes, payloadOf } from '../../support/payloads.ts'

describe('Bitbucket Cloud', () => {
  const repository = {
    owner: 'acme',
    name: 'shop',
    host: 'bitbucket.org',
    id: '{11111111-2222-4333-8444-555555555555}',
  }
  const parse = (event: string, fixture: string, changes: Record<string, unknown> = {}) =>
    bitbucket.parse(event, changed(payloadOf(`bitbucket/${fixture}`), changes))

  it('tells all that one push moved', () => {
    expect(parse('repo:push', 'push')).toEqual({
      kind: 'push',
      repository,
      refs: [
        { ref: 'refs/heads/main', before: hashes.a, after: hashes.b, deleted: false, forced: true },
        { ref: 'refs/tags/v1.4.0', after: hashes.b, deleted: false, forced: false },
        { ref: 'refs/heads/hats', before: hashes.c, deleted: true, forced: false },
      ],
      pusher: 'ada',
    })
  })

  it.each([
    [{ 'push.changes': [] }, { kind: 'other', repository }],
    [{ 'push.changes': [null, 7, {}, { new: null, old: null }] }, { kind: 'other', repository }],
    [{ 'push.changes': [{ new: { type: 'bookmark', name: 'x' } }] }, { kind: 'other', repository }],
    [{ 'push.changes': null }, { kind: 'malformed' }],
    [{ push: null }, { kind: 'malformed' }],
    [{ repository: null }, { kind: 'malformed' }],
    [{ 'repository.full_name': 'shop' }, { kind: 'malformed' }],
    [{ actor: null }, { kind: 'push' }],
    [{ actor: { display_name: 'A team' } }, { pusher: 'A team' }],
  ])('tells a push with %j', (changes, expected) => {
    expect(parse('repo:push', 'push', changes)).toMatchObject(expected)
  })

  it('tells a pull request, of its head the first digits alone', () => {
    expect(parse('pullrequest:created', 'pull-request')).toEqual({
      kind: 'pull-request',
      repository,
      action: 'opened',
      number: 7,
      title: 'Sell hats',
      author: 'ada',
      url: 'https://bitbucket.org/acme/shop/pull-requests/7',
      isMerged: false,
      isDraft: false,
      base: 'main',
      head: { branch: 'hats', commit: 'c3c3c3c3c3c3', repository },
      isFork: false,
      sender: 'ada',
    })
  })

  it.each([
    ['pullrequest:updated', {}, { action: 'updated' }],
    ['pullrequest:rejected', { 'pullrequest.state': 'DECLINED' }, { action: 'closed', isMerged: false }],
    ['pullrequest:fulfilled', { 'pullrequest.state': 'MERGED' }, { action: 'closed', isMerged: true }],
    ['pullrequest:created', { 'pullrequest.source.repository': null }, { isFork: true }],
    ['pullrequest:created', { 'pullrequest.source.repository.uuid': '{2}' }, { isFork: true }],
    ['pullrequest:created', { 'repository.uuid': null }, { isFork: true }],
    ['pullrequest:created', { 'pullrequest.draft': true }, { isDraft: true }],
    ['pullrequest:created', { 'pullrequest.author': null }, { sender: 'ada' }],
    ['pullrequest:created', { 'pullrequest.source.commit': null }, { kind: 'malformed' }],
    ['pullrequest:created', { 'pullrequest.source.commit.hash': '--x' }, { kind: 'malformed' }],
    ['pullrequest:created', { 'pullrequest.source.branch': null }, { kind: 'malformed' }],
    ['pullrequest:created', { 'pullrequest.destination': null }, { kind: 'malformed' }],
    ['pullrequest:created', { pullrequest: null }, { kind: 'malformed' }],
    ['pullrequest:approved', {}, { kind: 'other', repository }],
    ['repo:commit_status_updated', {}, { kind: 'other', repository }],
  ])('tells %s with %j', (event, changes, expected) => {
    expect(parse(event, 'pull-request', changes)).toMatchObject(expected)
  })

  it('tells the commit of a merge only where it is whole', () => {
    const merged = (hash: string) => ({ 'pullrequest.state': 'MERGED', 'pullrequest.merge_commit': { hash } })
    const meaning = (hash: string) => parse('pullrequest:fulfilled', 'pull-request', merged(hash))
    expect(meaning(hashes.d)).toMatchObject({ mergeCommit: hashes.d })
    expect(meaning('d4d4d4d4d4d4')).not.toHaveProperty('mergeCommit')
  })

  it.each([
    ['repo:updated', {}, { kind: 'repository', change: 'renamed', repository: { ...repository, name: 'store' } }],
    ['repo:updated', { 'changes.full_name': undefined }, { kind: 'other' }],
    ['repo:updated', { changes: null }, { kind: 'other' }],
    ['repo:transfer', {}, { kind: 'repository', change: 'transferred' }],
    ['repo:deleted', {}, { kind: 'repository', change: 'deleted' }],
    ['repo:transfer', { repository: null }, { kind: 'other' }],
  ])('tells %s with %j', (event, changes, expected) => {
    expect(parse(event, 'repository', changes)).toMatchObject(expected)
  })
})

describe('Bitbucket Data Center', () => {
  const repository = { owner: 'ACME', name: 'shop', host: 'bitbucket.example.test', id: '84' }
  const parse = (event: string, fixture: string, changes: Record<string, unknown> = {}) =>
    bitbucketDc.parse(event, changed(payloadOf(`bitbucket-dc/${fixture}`), changes))

  it('tells all that one push moved', () => {
    expect(parse('repo:refs_changed', 'push')).toEqual({
      kind: 'push',
      repository,
      refs: [
        { ref: 'refs/heads/main', before: hashes.a, after: hashes.b, deleted: false, forced: false },
        { ref: 'refs/tags/v1.4.0', before: hashes.none, after: hashes.c, deleted: false, forced: false },
        { ref: 'refs/heads/hats', before: hashes.c, after: hashes.none, deleted: true, forced: false },
      ],
      pusher: 'ada',
    })
  })

  it.each([
    [{ date: 1_772_438_400_000 }, { kind: 'push', repository }],
    [{ 'repository.links': undefined }, { repository: { owner: 'ACME', name: 'shop', id: '84' } }],
    [{ 'repository.links.self': {} }, { kind: 'push' }],
    [{ 'repository.project.key': '~ADA' }, { repository: { owner: '~ADA', name: 'shop' } }],
    [{ changes: [{ refId: 'refs/heads/x', type: 'DELETE' }] }, { refs: [{ ref: 'refs/heads/x', deleted: true }] }],
    [{ changes: [] }, { kind: 'other', repository }],
    [{ changes: [null, {}, []] }, { kind: 'other', repository }],
    [{ changes: {} }, { kind: 'malformed' }],
    [{ 'repository.slug': 'a/b' }, { kind: 'malformed' }],
    [{ 'repository.project': null }, { kind: 'malformed' }],
    [{ actor: null }, { kind: 'push' }],
  ])('tells a push with %j', (changes, expected) => {
    expect(parse('repo:refs_changed', 'push', changes)).toMatchObject(expected)
  })

  it('tells a pull request', () => {
    expect(parse('pr:opened', 'pull-request')).toEqual({
      kind: 'pull-request',
      repository,
      action: 'opened',
      number: 7,
      title: 'Sell hats',
      author: 'ada',
      url: 'https://bitbucket.example.test/projects/ACME/repos/shop/pull-requests/7',
      isMerged: false,
      isDraft: false,
      base: 'main',
      head: { branch: 'hats', commit: hashes.c, repository },
      isFork: false,
      sender: 'ada',
    })
  })

  const merged = { 'pullRequest.state': 'MERGED', 'pullRequest.properties': { mergeCommit: { id: hashes.d } } }

  it.each([
    ['pr:from_ref_updated', {}, { action: 'updated' }],
    ['pr:modified', {}, { action: 'other' }],
    ['pr:modified', { previousTarget: { id: 'refs/heads/next' } }, { action: 'updated' }],
    ['pr:merged', merged, { action: 'closed', isMerged: true, mergeCommit: hashes.d }],
    ['pr:declined', { 'pullRequest.state': 'DECLINED' }, { action: 'closed', isMerged: false }],
    ['pr:deleted', {}, { action: 'closed', isMerged: false }],
    ['pr:opened', { 'pullRequest.fromRef.repository.id': 85 }, { isFork: true }],
    ['pr:opened', { 'pullRequest.fromRef.repository': null }, { isFork: true }],
    ['pr:opened', { 'pullRequest.fromRef.latestCommit': null }, { kind: 'malformed' }],
    ['pr:opened', { 'pullRequest.toRef': null }, { kind: 'malformed' }],
    ['pr:opened', { 'pullRequest.toRef.id': 7 }, { kind: 'malformed' }],
    ['pr:opened', { 'pullRequest.id': '7' }, { kind: 'malformed' }],
    ['pr:opened', { pullRequest: null }, { kind: 'malformed' }],
    ['pr:comment:added', {}, { kind: 'other' }],
  ])('tells %s with %j', (event, changes, expected) => {
    expect(parse(event, 'pull-request', changes)).toMatchObject(expected)
  })

  it.each([
    [{}, { kind: 'repository', change: 'renamed', repository: { ...repository, name: 'store' } }],
    [{ 'new.project.key': 'WEB' }, { change: 'transferred', repository: { owner: 'WEB', name: 'store' } }],
    [{ 'new.slug': 'shop' }, { kind: 'other' }],
    [{ new: null }, { kind: 'other' }],
  ])('tells a modified repository with %j', (changes, expected) => {
    expect(parse('repo:modified', 'repository', changes)).toMatchObject(expected)
  })

  it('is greeted where a connection is tested', () => {
    expect(bitbucketDc.parse('diagnostics:ping', { test: true })).toEqual({ kind: 'ping' })
  })
})
