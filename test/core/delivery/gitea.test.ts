import { describe, expect, it } from 'vitest'
import { forgejo } from '../../../src/core/delivery/forgejo.ts'
import { gitea } from '../../../src/core/delivery/gitea.ts'
import { gogs } from '../../../src/core/delivery/gogs.ts'
import type { Provider } from '../../../src/core/delivery/provider.ts'
import { changed, hashes, payloadOf } from '../../support/payloads.ts'

const hosts = { gitea: 'gitea.example.test:3000', forgejo: 'forgejo.example.test', gogs: 'gogs.example.test' }
const repositoryAt = (host: string) => ({ owner: 'acme', name: 'shop', host, id: '15' })

const parser =
  (provider: Provider) =>
  (event: string, fixture: string, changes: Record<string, unknown> = {}) =>
    provider.parse(event, changed(payloadOf(`${provider.name}/${fixture}`), changes))

describe.each([
  { provider: gitea, host: hosts.gitea },
  { provider: forgejo, host: hosts.forgejo },
  { provider: gogs, host: hosts.gogs },
])('$provider.name', ({ provider, host }) => {
  const parse = parser(provider)
  const repository = repositoryAt(host)

  it('tells a push', () => {
    expect(parse('push', 'push')).toEqual({
      kind: 'push',
      repository,
      refs: [{ ref: 'refs/heads/main', before: hashes.a, after: hashes.b, deleted: false, forced: false }],
      pusher: 'ada',
    })
  })

  it.each([
    ['a deleted branch', { after: hashes.none }, { refs: [{ deleted: true }] }],
    ['a tag', { ref: 'refs/tags/v1' }, { refs: [{ ref: 'refs/tags/v1' }] }],
    ['nobody', { pusher: null }, { kind: 'push' }],
    ['an old user', { pusher: { username: 'bob' } }, { pusher: 'bob' }],
    ['no commits', { commits: null }, { kind: 'push' }],
    ['no repository', { repository: null }, { kind: 'malformed' }],
  ])('tells a push of %s', (_, changes, expected) => {
    expect(parse('push', 'push', changes)).toMatchObject(expected)
  })

  it.each([
    [{}, { kind: 'release', repository, tag: 'v1.4.0', sender: 'ada' }],
    [{ action: 'updated' }, { kind: 'other', repository }],
    [{ action: 'deleted' }, { kind: 'other', repository }],
    [{ 'release.draft': true }, { kind: 'other', repository }],
    [{ 'release.prerelease': true }, { kind: 'release', isPrerelease: true }],
    [{ release: null }, { kind: 'malformed' }],
  ])('tells a release with %j', (changes, expected) => {
    expect(parse('release', 'release', changes)).toMatchObject(expected)
  })

  it.each(['create', 'delete', 'fork', 'issues', '__proto__'])('does nothing for %s', event => {
    expect(parse(event, 'push')).toEqual({ kind: 'other', repository })
  })
})

describe.each([
  { provider: gitea, host: hosts.gitea },
  { provider: forgejo, host: hosts.forgejo },
])('$provider.name', ({ provider, host }) => {
  const parse = parser(provider)
  const repository = repositoryAt(host)

  it('tells a pull request', () => {
    expect(parse('pull_request', 'pull-request')).toEqual({
      kind: 'pull-request',
      repository,
      action: 'opened',
      number: 7,
      title: 'Sell hats',
      author: 'ada',
      url: `https://${host}/acme/shop/pulls/7`,
      isMerged: false,
      isDraft: false,
      base: 'main',
      head: { branch: 'hats', commit: hashes.c, repository },
      isFork: false,
      sender: 'ada',
    })
  })

  const labels = (added: string[], removed: string[]) => ({
    action: 'label_updated',
    'pull_request.labels': [{ name: 'safe' }, ...added.map(name => ({ name }))],
    changes: { added_labels: added.map(name => ({ name })), removed_labels: removed.map(name => ({ name })) },
  })

  it.each([
    [{ action: 'synchronized' }, { action: 'updated' }],
    [{ action: 'reopened' }, { action: 'reopened' }],
    [{ action: 'closed' }, { action: 'closed', isMerged: false }],
    [
      { action: 'closed', 'pull_request.merged': true, 'pull_request.merge_commit_sha': hashes.d },
      { action: 'closed', isMerged: true, mergeCommit: hashes.d },
    ],
    [{ action: 'edited', changes: { ref: { from: 'other' } } }, { action: 'updated' }],
    [{ action: 'edited', changes: { title: { from: 'other' } } }, { action: 'other' }],
    [{ action: 'assigned' }, { action: 'other' }],
    [labels(['web', 'safe'], []), { action: 'labeled', label: 'web', labels: ['web', 'safe'] }],
    [labels(['web'], ['safe']), { action: 'unlabeled', labels: ['safe'] }],
    [labels([], ['web']), { action: 'unlabeled', labels: ['web'] }],
    [{ 'pull_request.draft': true }, { isDraft: true }],
    [{ 'pull_request.head.repo.id': 16 }, { isFork: true, head: { repository: { id: '16' } } }],
    [{ 'pull_request.head.repo': null }, { isFork: true }],
    [{ 'pull_request.head': null }, { kind: 'malformed' }],
    [{ 'pull_request.head.sha': '' }, { kind: 'malformed' }],
    [{ pull_request: 'x' }, { kind: 'malformed' }],
  ])('tells a pull request with %j', (changes, expected) => {
    expect(parse('pull_request', 'pull-request', changes)).toMatchObject(expected)
  })

  it('takes no label for put on where it is not said which one was', () => {
    const changes = { action: 'label_updated', 'pull_request.labels': [{ name: 'safe' }], changes: null }
    expect(parse('pull_request', 'pull-request', changes)).toMatchObject({ action: 'other' })
  })
})

describe('gitea', () => {
  const parse = parser(gitea)
  const repository = repositoryAt(hosts.gitea)

  it.each([
    [{}, { kind: 'checks', name: 'ci.yml', result: 'success', isOwnPush: true, branch: 'main', commit: hashes.b }],
    [{ 'workflow_run.conclusion': 'failure' }, { result: 'failure' }],
    [{ 'workflow_run.event': 'pull_request' }, { isOwnPush: false }],
    [{ 'workflow_run.head_repository.id': 16 }, { isOwnPush: false }],
    [{ 'workflow_run.head_repository': null }, { isOwnPush: false }],
    [{ action: 'in_progress' }, { kind: 'other' }],
  ])('tells a workflow run with %j', (changes, expected) => {
    const named = { 'workflow_run.name': 'ci.yml', ...changes }
    expect(parse('workflow_run', 'workflow-run', named)).toMatchObject(expected)
  })

  it.each([
    [{}, { kind: 'package', repository, name: 'shop', tag: '1.4.0', sender: 'ada' }],
    [{ 'package.type': 'npm' }, { kind: 'other', repository }],
    [{ action: 'deleted' }, { kind: 'other', repository }],
    [{ repository: null }, { kind: 'package', repository, name: 'shop', tag: '1.4.0', sender: 'ada' }],
    [{ repository: null, 'package.repository': null }, { kind: 'other' }],
    [{ package: null }, { kind: 'other', repository }],
  ])('tells an image with %j', (changes, expected) => {
    expect(parse('package', 'image', changes)).toEqual(expected)
  })

  it('tells that a repository was deleted', () => {
    expect(parse('repository', 'repository')).toEqual({ kind: 'repository', repository, change: 'deleted' })
    expect(parse('repository', 'repository', { action: 'created' })).toEqual({ kind: 'other', repository })
  })
})

describe('forgejo', () => {
  const parse = parser(forgejo)

  it.each([
    ['action_run_success', {}, { kind: 'checks', name: 'ci.yml', result: 'success', isOwnPush: true, branch: 'main' }],
    ['action_run_recover', {}, { result: 'success' }],
    ['action_run_failure', {}, { result: 'failure' }],
    ['action_run_success', { 'run.event': 'pull_request' }, { isOwnPush: false }],
    ['action_run_success', { 'run.is_fork_pull_request': true }, { isOwnPush: false }],
    ['action_run_success', { 'run.is_fork_pull_request': undefined }, { isOwnPush: false }],
    ['action_run_success', { 'run.trigger_user': null }, { kind: 'checks' }],
    ['action_run_success', { 'run.commit_sha': 'main' }, { kind: 'malformed' }],
    ['action_run_success', { run: null }, { kind: 'malformed' }],
  ])('tells %s with %j', (event, changes, expected) => {
    expect(parse(event, 'action-run', changes)).toMatchObject(expected)
  })

  it.each([
    [{ 'x-forgejo-event': 'push', 'x-gitea-event': 'ping' }, 'push'],
    [{ 'x-gitea-event': 'push' }, 'push'],
    [{ 'x-forgejo-event': '', 'x-gitea-event': 'push' }, undefined],
    [{ 'x-github-event': 'push' }, undefined],
  ])('takes the event of %j', (headers, event) => {
    expect(forgejo.eventOf(headers, {})).toBe(event)
  })
})

describe('gogs', () => {
  const parse = parser(gogs)
  const repository = repositoryAt(hosts.gogs)

  it('tells a merge by the commit that it made', () => {
    expect(parse('pull_request', 'pull-request')).toEqual({
      kind: 'pull-request',
      repository,
      action: 'closed',
      number: 7,
      title: 'Sell hats',
      author: 'ada',
      url: 'https://gogs.example.test/acme/shop/pulls/7',
      isMerged: true,
      isDraft: false,
      mergeCommit: hashes.d,
      base: 'main',
      head: { branch: 'hats', commit: hashes.d, repository },
      isFork: false,
      sender: 'ada',
    })
  })

  it.each([
    { action: 'opened' },
    { 'pull_request.merged': false },
    { 'pull_request.merge_commit_sha': null },
    { 'pull_request.base_branch': null },
    { pull_request: null },
  ])('does nothing for a pull request with %j', changes => {
    expect(parse('pull_request', 'pull-request', changes)).toEqual({ kind: 'other', repository })
  })
})
