import { describe, expect, it } from 'vitest'
import { gitlab } from '../../../src/core/delivery/gitlab.ts'
import { changed, hashes, payloadOf } from '../../support/payloads.ts'

const repository = { owner: 'acme/web', name: 'shop', host: 'gitlab.example.test', id: '4711' }
const parse = (event: string, fixture: string, changes: Record<string, unknown> = {}) =>
  gitlab.parse(event, changed(payloadOf(`gitlab/${fixture}`), changes))

describe('GitLab', () => {
  it('tells a push, whose list of commits is not all there is', () => {
    expect(parse('Push Hook', 'push')).toEqual({
      kind: 'push',
      repository,
      refs: [{ ref: 'refs/heads/main', before: hashes.a, after: hashes.b, deleted: false, forced: false }],
      pusher: 'ada',
    })
  })

  it.each([
    ['a deleted branch', { after: hashes.none, checkout_sha: null }, { refs: [{ deleted: true }] }],
    ['a new branch', { before: hashes.none }, { refs: [{ before: hashes.none, deleted: false }] }],
    ['nobody', { user_username: null, user_name: '' }, { kind: 'push', repository }],
    ['a subgroup', { 'project.path_with_namespace': 'a/b/c/d' }, { repository: { owner: 'a/b/c', name: 'd' } }],
    ['no project', { project: null }, { kind: 'malformed' }],
    ['a project without path', { 'project.path_with_namespace': 'shop' }, { kind: 'malformed' }],
    ['no ref', { ref: 7 }, { kind: 'malformed' }],
  ])('tells a push of %s', (_, changes, expected) => {
    expect(parse('Push Hook', 'push', changes)).toMatchObject(expected)
  })

  it('tells a tag', () => {
    const refs = [{ ref: 'refs/tags/v1.4.0', before: hashes.none, after: hashes.c, deleted: false, forced: false }]
    expect(parse('Tag Push Hook', 'tag-push')).toEqual({ kind: 'push', repository, refs, pusher: 'ada' })
  })

  it('tells a merge request', () => {
    expect(parse('Merge Request Hook', 'merge-request')).toEqual({
      kind: 'pull-request',
      repository,
      action: 'opened',
      number: 7,
      title: 'Sell hats',
      author: 'ada',
      url: 'https://gitlab.example.test/acme/web/shop/-/merge_requests/7',
      isMerged: false,
      isDraft: false,
      base: 'main',
      head: { branch: 'hats', commit: hashes.c, repository },
      isFork: false,
      sender: 'ada',
    })
  })

  const update = { 'object_attributes.action': 'update' }
  const label = (title: string) => ({ id: 1, title })
  const labels = (previous: string[], current: string[]) => ({
    ...update,
    changes: { labels: { previous: previous.map(label), current: current.map(label) } },
  })

  it.each([
    [{ 'object_attributes.action': 'reopen' }, { action: 'reopened' }],
    [{ 'object_attributes.action': 'close' }, { action: 'closed', isMerged: false }],
    [
      {
        'object_attributes.action': 'merge',
        'object_attributes.state': 'merged',
        'object_attributes.merge_commit_sha': hashes.d,
      },
      { action: 'closed', isMerged: true, mergeCommit: hashes.d },
    ],
    [
      { 'object_attributes.action': 'merge', 'object_attributes.squash_commit_sha': hashes.d },
      { isMerged: true, mergeCommit: hashes.d },
    ],
    [{ 'object_attributes.action': 'approved' }, { action: 'other' }],
    [{ 'object_attributes.action': undefined }, { action: 'other' }],
    [{ ...update, 'object_attributes.oldrev': hashes.a }, { action: 'updated' }],
    [{ ...update, changes: { target_branch: { previous: 'hats', current: 'main' } } }, { action: 'updated' }],
    [{ ...update, changes: { title: { previous: 'x', current: 'y' } } }, { action: 'other' }],
    [labels([], ['safe', 'web']), { action: 'labeled', label: 'safe', labels: ['safe', 'web'] }],
    [labels(['web'], ['web', 'safe']), { action: 'labeled', labels: ['safe'] }],
    [labels(['safe', 'web'], ['web']), { action: 'unlabeled', labels: ['safe'] }],
    [labels(['safe'], ['web']), { action: 'unlabeled', labels: ['safe'] }],
    [labels(['safe'], ['safe']), { action: 'other' }],
    [{ ...update, changes: null }, { action: 'other' }],
    [{ 'user.id': 13, 'user.username': 'bob' }, { sender: 'bob' }],
    [{ 'object_attributes.work_in_progress': true }, { isDraft: true }],
    [{ 'object_attributes.source_project_id': 9 }, { isFork: true, head: { repository: { id: '9' } } }],
    [{ 'object_attributes.source_project_id': null }, { isFork: true }],
    [{ 'object_attributes.target_project_id': undefined }, { isFork: true }],
    [{ 'project.id': undefined }, { isFork: true }],
    [{ 'object_attributes.source': null, 'object_attributes.source_project_id': 9 }, { isFork: true }],
    [{ 'object_attributes.last_commit': null }, { kind: 'malformed' }],
    [{ 'object_attributes.iid': '7' }, { kind: 'malformed' }],
    [{ 'object_attributes.target_branch': '' }, { kind: 'malformed' }],
    [{ object_attributes: [] }, { kind: 'malformed' }],
    [{ project: null }, { kind: 'malformed' }],
  ])('tells a merge request with %j', (changes, expected) => {
    expect(parse('Merge Request Hook', 'merge-request', changes)).toMatchObject(expected)
  })

  it('names the author of a merge request only where it is who did this', () => {
    expect(parse('Merge Request Hook', 'merge-request', { 'user.id': 13 })).not.toHaveProperty('author')
  })

  it('tells a pipeline that ended', () => {
    expect(parse('Pipeline Hook', 'pipeline')).toEqual({
      kind: 'checks',
      repository,
      name: 'Everything',
      commit: hashes.b,
      branch: 'main',
      result: 'success',
      isOwnPush: true,
      sender: 'ada',
    })
  })

  it.each([
    [{ 'object_attributes.status': 'failed' }, { result: 'failure' }],
    [{ 'object_attributes.status': 'canceled' }, { result: 'other' }],
    [{ 'object_attributes.status': 'running' }, { kind: 'other', repository }],
    [{ 'object_attributes.source': 'merge_request_event', merge_request: { iid: 7 } }, { isOwnPush: false }],
    [{ merge_request: { iid: 7 } }, { isOwnPush: false }],
    [{ 'object_attributes.source': 'schedule' }, { isOwnPush: false }],
    [{ 'object_attributes.tag': true, 'object_attributes.ref': 'v1' }, { isOwnPush: false }],
    [{ 'object_attributes.sha': null }, { kind: 'malformed' }],
    [{ object_attributes: null }, { kind: 'other' }],
    [{ project: null }, { kind: 'malformed' }],
  ])('tells a pipeline with %j', (changes, expected) => {
    expect(parse('Pipeline Hook', 'pipeline', changes)).toMatchObject(expected)
  })

  it.each([
    [{}, { kind: 'release', repository, tag: 'v1.4.0', isPrerelease: false }],
    [{ action: 'update' }, { kind: 'other', repository }],
    [{ action: 'delete' }, { kind: 'other', repository }],
    [{ tag: null }, { kind: 'malformed', problem: 'tag is missing' }],
  ])('tells a release with %j', (changes, expected) => {
    expect(parse('Release Hook', 'release', changes)).toEqual(expected)
  })

  it('does nothing for hooks of the whole instance', () => {
    expect(parse('System Hook', 'push')).toEqual({ kind: 'other', repository })
  })

  it.each([
    [{ 'idempotency-key': 'k', 'webhook-id': 'w', 'x-gitlab-event-uuid': 'u' }, 'k'],
    [{ 'webhook-id': 'w', 'x-gitlab-event-uuid': 'u' }, 'w'],
    [{ 'x-gitlab-event-uuid': 'u' }, 'u'],
    [{}, undefined],
  ])('takes the id of %j', (headers, id) => {
    expect(gitlab.idOf(headers, {})).toBe(id)
  })
})
