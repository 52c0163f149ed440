import { describe, expect, it } from 'vitest'
import { github } from '../../../src/core/delivery/github.ts'
import { pushPayload } from '../../support/github-push.ts'
import { changed, githubExample, githubExamples, hashes } from '../../support/payloads.ts'

const push = (fields: object) => github.parse('push', pushPayload({ fields }))

const repository = { owner: 'Codertocat', name: 'Hello-World', host: 'github.com', id: '186853002' }

describe('a push of GitHub', () => {
  it('is taken for what is used of it and nothing else', () => {
    expect(github.parse('push', pushPayload())).toEqual({
      kind: 'push',
      repository: { owner: 'acme', name: 'shop', id: expect.stringMatching(/^\d+$/) },
      refs: [{ ref: 'refs/heads/main', before: 'a'.repeat(40), after: 'b'.repeat(40), deleted: false, forced: false }],
      pusher: 'octocat',
    })
  })

  it('may have only a name, a ref and a pusher', () => {
    const payload = { repository: { name: 'shop' }, ref: 'refs/heads/main', pusher: { name: 'me' } }
    expect(github.parse('push', payload)).toEqual({
      kind: 'push',
      repository: { name: 'shop' },
      refs: [{ ref: 'refs/heads/main', deleted: false, forced: false }],
      pusher: 'me',
    })
  })

  it('says that the branch is gone by an after of zeros', () => {
    expect(push({ after: '0'.repeat(40) })).toMatchObject({ refs: [{ deleted: true }] })
    expect(push({ after: '0'.repeat(64) })).toMatchObject({ refs: [{ deleted: true }] })
  })

  it.each([
    ['an ordinary update', {}, { deleted: false, forced: false }],
    ['a forced one', { forced: true }, { deleted: false, forced: true }],
    [
      'a deleted branch',
      { after: hashes.none, deleted: true, head_commit: null },
      { after: hashes.none, deleted: true },
    ],
    ['a new branch', { before: hashes.none, created: true, commits: [] }, { before: hashes.none, deleted: false }],
    ['a tag', { ref: 'refs/tags/v1' }, { ref: 'refs/tags/v1' }],
    ['a commit of SHA-256', { after: 'c'.repeat(64) }, { after: 'c'.repeat(64) }],
  ])('is understood as %s, also in a payload that GitHub published', (_, changes, expected) => {
    const update = { ref: 'refs/heads/main', before: hashes.a, after: hashes.b, deleted: false, forced: false }
    expect(github.parse('push', { ...githubExample('push'), ...update, ...changes })).toEqual({
      kind: 'push',
      repository,
      refs: [{ ...update, ...expected }],
      pusher: 'Codertocat',
    })
  })

  it('does not mind what happens to fields that nobody reads', () => {
    const odd = {
      commits: null,
      head_commit: 7,
      sender: [],
      compare: {},
      created: 'yes',
      pusher: 'me',
      before: 4,
      after: '--x',
    }
    expect(push(odd)).toEqual({
      kind: 'push',
      repository: { owner: 'acme', name: 'shop', id: expect.stringMatching(/^\d+$/) },
      refs: [{ ref: 'refs/heads/main', deleted: false, forced: false }],
    })
  })

  it.each([
    ['without a ref', { ref: undefined }],
    ['with an empty ref', { ref: '' }],
    ['with a ref that is no text', { ref: ['refs/heads/main'] }],
    ['with an endless ref', { ref: `refs/heads/${'x'.repeat(2_000)}` }],
    ['without a repository', { repository: undefined }],
    ['with a repository that is null', { repository: null }],
    ['with a nameless repository', { repository: { id: 1 } }],
    ['with a full name that is a number', { repository: { full_name: 7, name: 'shop' } }],
    ['with a full name without owner', { repository: { full_name: 'shop' } }],
    ['with a full name of three parts', { repository: { full_name: 'a/b/c' } }],
    ['with an empty name', { repository: { full_name: 'acme/' } }],
    ['with a bare name that has an owner', { repository: { name: 'acme/shop' } }],
  ])('is malformed %s', (_, fields) => {
    expect(push(fields).kind).toBe('malformed')
  })

  it.each([
    ['https://github.com/acme/shop', 'github.com'],
    ['https://GitHub.Example.Test:8443/acme/shop', 'github.example.test:8443'],
    ['https://someone:password@ghe.example.test/acme/shop', 'ghe.example.test'],
    ['https://[2001:db8::1]:8443/acme/shop', '[2001:db8::1]:8443'],
    ['ssh://github.com/acme/shop', undefined],
    ['https://git hub.com/acme/shop', undefined],
    ['https://', undefined],
    [7, undefined],
  ])('comes from the host of %s', (url, host) => {
    const meaning = push({ repository: { full_name: 'acme/shop', html_url: url } })
    expect(meaning).toMatchObject({ repository: { owner: 'acme', name: 'shop' } })
    expect(meaning.kind === 'push' && meaning.repository.host).toBe(host)
  })

  it.each([
    [7, '7'],
    ['{1f}', '{1f}'],
    [1.5, undefined],
    [2 ** 60, undefined],
    ['two words', undefined],
    [null, undefined],
  ])('knows its repository by the id %j', (id, expected) => {
    const meaning = push({ repository: { full_name: 'acme/shop', id } })
    expect(meaning.kind === 'push' && meaning.repository.id).toBe(expected)
  })
})

const pull = (changes: Record<string, unknown> = {}, action = 'opened') =>
  github.parse('pull_request', changed(githubExample('pull_request', action), changes))

describe('a pull request of GitHub', () => {
  it('is taken for what is used of it', () => {
    expect(pull({ 'pull_request.head.ref': 'hats' })).toEqual({
      kind: 'pull-request',
      repository,
      action: 'opened',
      number: 2,
      title: 'Update the README with new information.',
      author: 'Codertocat',
      url: 'https://github.com/Codertocat/Hello-World/pull/2',
      isMerged: false,
      isDraft: false,
      base: 'master',
      head: { branch: 'hats', commit: 'ec26c3e57ca3a959ca5aad62de7213c562f8c821', repository },
      isFork: false,
      sender: 'Codertocat',
      updatedAt: Date.parse('2019-05-15T15:20:33Z'),
    })
  })

  it.each([
    ['opened', {}, { action: 'opened' }],
    ['synchronize', {}, { action: 'updated' }],
    ['reopened', {}, { action: 'reopened' }],
    ['closed', { 'pull_request.merged': false }, { action: 'closed', isMerged: false }],
    ['assigned', {}, { action: 'other' }],
    ['ready_for_review', {}, { action: 'other' }],
    ['labeled', { label: { name: 'safe' } }, { action: 'labeled', label: 'safe', labels: ['safe'] }],
    ['unlabeled', { label: { name: 'safe' } }, { action: 'unlabeled', label: 'safe', labels: ['safe'] }],
    ['opened', { action: 'edited', changes: { title: { from: 'x' } } }, { action: 'other' }],
    ['opened', { action: 'edited', changes: { base: { ref: { from: 'x' } } } }, { action: 'updated' }],
    ['opened', { 'pull_request.draft': true }, { isDraft: true }],
    ['opened', { 'pull_request.user': null, sender: null }, { isFork: false }],
    ['opened', { 'pull_request.title': null }, { title: '' }],
  ] as const)('%s with %j means %j', (action, changes, expected) => {
    expect(pull(changes, action)).toMatchObject(expected)
  })

  it('tells the commit of a merge, and none of one that was closed', () => {
    const merged = { 'pull_request.merged': true, 'pull_request.merge_commit_sha': hashes.d }
    expect(pull(merged, 'closed')).toMatchObject({ action: 'closed', isMerged: true, mergeCommit: hashes.d })
    expect(pull({ ...merged, 'pull_request.merged': false }, 'closed')).not.toHaveProperty('mergeCommit')
  })

  it.each([
    ['from another repository', { 'pull_request.head.repo.id': 7 }],
    ['whose repository is gone', { 'pull_request.head.repo': null }],
    ['whose repository has no id', { 'pull_request.head.repo.id': undefined }],
    ['into a repository without id', { 'repository.id': undefined, 'pull_request.head.repo.id': undefined }],
    ['whose id is the same number as text in another form', { 'pull_request.head.repo.id': '0186853002' }],
  ])('%s is one of a fork', (_, changes) => {
    expect(pull(changes)).toMatchObject({ isFork: true })
  })

  it.each([
    ['number', { 'pull_request.number': '2', number: null }],
    ['base', { 'pull_request.base': null }],
    ['head', { 'pull_request.head': [] }],
    ['head commit', { 'pull_request.head.sha': '--upload-pack=x' }],
    ['pull request', { pull_request: 4, number: undefined }],
    ['repository', { repository: null }],
  ])('is malformed without a %s', (_, changes) => {
    expect(pull(changes).kind).toBe('malformed')
  })
})

describe('other events of GitHub', () => {
  const release = (action: string, changes = {}) =>
    github.parse('release', changed(githubExample('release', 'published'), { action, ...changes }))

  it.each([
    ['published', {}, { kind: 'release', repository, tag: '0.0.1', isPrerelease: false, sender: 'Codertocat' }],
    ['released', { 'release.prerelease': true }, { kind: 'release', tag: '0.0.1', isPrerelease: true }],
    ['published', { 'release.draft': true }, { kind: 'other', repository }],
    ['created', {}, { kind: 'other', repository }],
    ['published', { 'release.tag_name': null }, { kind: 'malformed' }],
    ['published', { release: null }, { kind: 'malformed' }],
  ])('a release that was %s with %j means %j', (action, changes, expected) => {
    expect(release(action, changes)).toMatchObject(expected)
  })

  const run = (changes: Record<string, unknown> = {}) => {
    const own = { 'repository.id': 9, 'workflow_run.head_repository.id': 9, 'workflow_run.event': 'push' }
    const named = { 'repository.full_name': 'acme/shop', 'workflow_run.head_branch': 'main', 'workflow_run.name': 'CI' }
    const example = githubExample('workflow_run', 'completed')
    return github.parse('workflow_run', changed(example, { ...own, ...named, ...changes }))
  }

  it.each([
    [{ 'workflow_run.conclusion': 'success' }, { result: 'success', isOwnPush: true, branch: 'main', name: 'CI' }],
    [{ 'workflow_run.conclusion': 'failure' }, { result: 'failure', isOwnPush: true }],
    [{ 'workflow_run.conclusion': 'timed_out' }, { result: 'failure' }],
    [{ 'workflow_run.conclusion': 'cancelled' }, { result: 'other' }],
    [{ 'workflow_run.conclusion': null }, { result: 'other' }],
    [{ 'workflow_run.event': 'pull_request' }, { isOwnPush: false }],
    [{ 'workflow_run.event': 'workflow_dispatch' }, { isOwnPush: false }],
    [{ 'workflow_run.head_repository.id': 10 }, { isOwnPush: false, branch: 'main' }],
    [{ 'workflow_run.head_repository': null }, { isOwnPush: false }],
    [{ 'workflow_run.head_repository.id': undefined, 'repository.id': undefined }, { isOwnPush: false }],
    [{ action: 'requested' }, { kind: 'other' }],
    [{ 'workflow_run.head_sha': 'main' }, { kind: 'malformed' }],
  ])('a workflow run with %j means %j', (changes, expected) => {
    expect(run(changes)).toMatchObject(expected)
  })

  const suite = (changes: Record<string, unknown> = {}) =>
    github.parse('check_suite', changed(githubExample('check_suite', 'completed'), changes))
  const fork = [{ number: 2, head: { ref: 'main', repo: { id: 7 } } }]

  it.each([
    [
      {},
      {
        kind: 'checks',
        result: 'success',
        isOwnPush: true,
        branch: 'changes',
        appIds: expect.arrayContaining(['29310']),
      },
    ],
    [{ 'check_suite.pull_requests': [] }, { isOwnPush: true }],
    [{ 'check_suite.conclusion': 'failure' }, { result: 'failure' }],
    [{ 'check_suite.head_branch': null, 'check_suite.pull_requests': [] }, { isOwnPush: false }],
    [{ 'check_suite.pull_requests': fork }, { isOwnPush: false }],
    [{ 'check_suite.pull_requests': [{ head: null }] }, { isOwnPush: false }],
    [{ 'check_suite.head_repository': { id: 7, full_name: 'mallory/Hello-World' } }, { isOwnPush: false }],
    [{ 'check_suite.head_repository': null }, { isOwnPush: false }],
    [{ 'check_suite.app.slug': 'github-actions' }, { isOwnPush: false }],
    [{ action: 'requested' }, { kind: 'other' }],
  ])('a check suite with %j means %j', (changes, expected) => {
    expect(suite(changes)).toMatchObject(expected)
  })

  const image = {
    name: 'shop',
    package_type: 'CONTAINER',
    package_version: { container_metadata: { tag: { name: '1.4' } } },
  }

  it.each([
    ['package', { action: 'published', package: image }, { kind: 'package', name: 'shop', tag: '1.4' }],
    ['registry_package', { action: 'published', registry_package: image }, { kind: 'package', name: 'shop' }],
    ['package', { action: 'updated', package: image }, { kind: 'other' }],
    ['package', { action: 'published', package: { ...image, package_type: 'npm' } }, { kind: 'other' }],
    ['package', { action: 'published', package: { ...image, package_version: null } }, { kind: 'package' }],
    ['package', { action: 'published', package: null }, { kind: 'other' }],
  ])('a %s with %j means %j', (event, payload, expected) => {
    expect(github.parse(event, { ...payload, repository: { full_name: 'acme/shop' } })).toMatchObject(expected)
  })

  it.each(['renamed', 'transferred', 'deleted'])('a repository that was %s is told as it is now', action => {
    const payload = changed(githubExample('repository', 'created'), { action, 'repository.full_name': 'acme/store' })
    expect(github.parse('repository', payload)).toEqual({
      kind: 'repository',
      repository: { owner: 'acme', name: 'store', host: 'github.com', id: '186853261' },
      change: action,
    })
  })

  it.each([
    ['installation', 'created', 'created'],
    ['installation', 'deleted', 'deleted'],
    ['installation', 'suspend', 'other'],
    ['installation_repositories', 'added', 'other'],
  ])('%s that was %s is an installation that was %s', (event, action, change) => {
    expect(github.parse(event, githubExample(event, action))).toEqual({
      kind: 'installation',
      id: expect.any(Number),
      change,
      account: expect.any(String),
    })
  })

  it('a deleted set of repositories does not end the installation', () => {
    const payload = { action: 'deleted', installation: { id: 7 } }
    expect(github.parse('installation_repositories', payload)).toMatchObject({ change: 'other' })
  })

  it('a ping may name a repository, or none', () => {
    const found = githubExamples.find(({ name }) => name === 'ping')?.examples.map(one => github.parse('ping', one))
    expect(found).toContainEqual({ kind: 'ping' })
    expect(found).toContainEqual({
      kind: 'ping',
      repository: { owner: 'Octocoders', name: 'Hello-World', host: 'github.com', id: '186853261' },
    })
    expect(github.parse('ping', { zen: 'x', repository: null })).toEqual({ kind: 'ping' })
  })

  it.each(['deployment', 'deployment_status', 'status', 'check_run', 'create', 'delete'])(
    '%s leads to nothing',
    event => {
      expect(github.parse(event, githubExample(event)).kind).toBe('other')
    },
  )

  it.each(['__proto__', 'constructor', 'toString', 'meta'])('%s is one of many others', event => {
    expect(github.parse(event, JSON.parse('{"__proto__":{"x":1},"constructor":1}'))).toEqual({ kind: 'other' })
  })

  it('none of those that GitHub published is malformed', () => {
    const malformed = githubExamples.flatMap(({ name, examples }) =>
      examples
        .map(one => ({ name, meaning: github.parse(name, one) }))
        .filter(({ meaning }) => meaning.kind === 'malformed'),
    )
    expect(malformed).toEqual([])
  })
})
