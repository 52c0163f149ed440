import { describe, expect, it } from 'vitest'
import type { App, Trigger } from '../../../src/core/app.ts'
import { createAppIndex } from '../../../src/core/delivery/app-index.ts'
import { judgeMeaning } from '../../../src/core/delivery/judge-meaning.ts'
import type { Understood } from '../../../src/core/delivery/judged.ts'
import type { Checks, PullRequest, RefChange } from '../../../src/core/delivery/meaning.ts'
import { testApp } from '../../support/app-samples.ts'

const quiet = { statuses: true, deployments: true, checkRuns: true, plan: false }
const app = (name: string, on: readonly Trigger[], changes: Partial<App> = {}) =>
  testApp({ name, on, report: quiet, ...changes })
const repository = { owner: 'acme', name: 'shop' }
const commit = 'c'.repeat(40)

/** What is decided, as `app trigger ref wishes: reason`. */
function decide(meaning: Understood, ...apps: readonly App[]): string {
  const facts = { apps: createAppIndex(apps), known: new Map(), ownApp: () => '77' }
  const { queue, reason, status } = judgeMeaning({ provider: 'github' }, 'event', meaning, facts)
  const chosen = queue.map(({ app: { name }, trigger, ref, wishes }) =>
    [name, trigger, ref?.slice(0, 10), wishes && Object.keys(wishes).join('+')].filter(Boolean).join(' '),
  )
  return `${chosen.join(', ') || status}: ${reason}`
}

const push = (...refs: readonly (string | RefChange)[]): Understood => ({
  kind: 'push',
  repository,
  refs: refs.map(ref => (typeof ref === 'string' ? { ref, deleted: false, forced: false } : ref)),
})
const pull = (changes: Partial<PullRequest> = {}): PullRequest => ({
  ...{
    kind: 'pull-request',
    repository,
    action: 'closed',
    number: 12,
    title: 'A change',
    isMerged: true,
    isDraft: false,
  },
  ...{ base: 'main', head: { branch: 'topic', commit }, isFork: false, mergeCommit: 'd'.repeat(40) },
  ...changes,
})
const checks = (changes: Partial<Checks> = {}): Checks => ({
  ...{ kind: 'checks', repository, name: 'CI', commit, branch: 'main', result: 'success', isOwnPush: true },
  ...changes,
})

const pushed = app('shop', [{ on: 'push' }])
const tagged = app('live', [{ on: 'tag', pattern: 'v*' }])
const merged = app('shop', [{ on: 'merge' }])
const released = app('live', [{ on: 'release', prereleases: false }])
const checked = app('shop', [{ on: 'checks', name: 'CI' }])
const packaged = app('shop', [{ on: 'package', name: 'web' }])
const manual = app('shop', [])
const until = Date.parse('2026-11-22T17:00:00Z')
const detour = { usual: 'main', by: 'ann', at: until - 3_600_000, until }

describe('what an event deploys', () => {
  it.each<[string, string, string]>([
    [
      'a push where people alone deploy',
      decide(push('refs/heads/main'), manual),
      'ignored: main of acme/shop was pushed: shop is deployed by people alone (on: manual)',
    ],
    [
      'a push where other events deploy',
      decide(push('refs/heads/main'), app('shop', [{ on: 'merge' }, { on: 'tag', pattern: 'v*' }])),
      'ignored: main of acme/shop was pushed: shop is deployed by merges and tags, not by pushes',
    ],
    [
      'a tag that matches',
      decide(push('refs/tags/v1.2'), pushed, tagged),
      'live tag v1.2: the tag v1.2 of acme/shop was pushed: live will be deployed; shop is deployed by pushes, not by tags',
    ],
    [
      'a tag that does not match, also since a star stops at a slash',
      `${decide(push('refs/tags/nightly'), tagged)} | ${decide(push('refs/tags/v/1'), tagged)}`,
      'ignored: the tag nightly of acme/shop was pushed: live deploys tags like v* | ignored: the tag v/1 of acme/shop was pushed: live deploys tags like v*',
    ],
    [
      'a tag that was deleted',
      decide(push({ ref: 'refs/tags/v1', deleted: true, forced: false }), tagged),
      'ignored: the tag v1 of acme/shop was deleted; what runs stays',
    ],
    [
      'a tag during a detour',
      decide(push('refs/tags/v1'), app('live', tagged.on, { branch: 'topic', detour })),
      'ignored: the tag v1 of acme/shop was pushed: live follows topic until 17:00 UTC (ann)',
    ],
    [
      'several refs in one push, each for its apps',
      decide(push('refs/heads/topic', 'refs/tags/v1', 'refs/heads/main'), pushed, tagged),
      'shop, live tag v1: main of acme/shop was pushed: shop will be deployed; live is deployed by tags, not by pushes. the tag v1 of acme/shop was pushed: live will be deployed; shop is deployed by pushes, not by tags. topic of acme/shop was pushed: shop deploys main; live deploys main',
    ],
    [
      'a branch and a tag in one push for one app: the branch',
      decide(push('refs/tags/v1', 'refs/heads/main'), app('shop', [...pushed.on, ...tagged.on])),
      'shop: main of acme/shop was pushed: shop will be deployed. the tag v1 of acme/shop was pushed: shop will be deployed',
    ],
    [
      'a merge into the branch',
      decide(pull(), merged, app('live', merged.on, { branch: 'production' })),
      'shop merge: pull request 12 of acme/shop was merged into main: shop will be deployed; live deploys production',
    ],
    [
      'a pull request that was closed without a merge',
      decide(pull({ isMerged: false }), merged),
      'ignored: pull request 12 of acme/shop was closed: no app has previews, checks or the plan status, or is deployed by it',
    ],
    [
      'a pull request that somebody follows',
      decide(
        pull({ action: 'opened', isMerged: false }),
        app('shop', [{ on: 'push' }], { report: { ...quiet, plan: true } }),
      ),
      'queued: pull request 12 of acme/shop was opened: handed on to what follows it of shop',
    ],
    [
      'what happens to a pull request otherwise',
      decide(pull({ action: 'other', isMerged: false }), app('shop', [], { report: { ...quiet, plan: true } })),
      'ignored: pull request 12 of acme/shop was changed, which changes nothing here',
    ],
    [
      'a release',
      decide({ kind: 'release', repository, tag: 'v2', isPrerelease: false }, released, pushed),
      'live release v2: v2 of acme/shop was released: live will be deployed; shop is deployed by pushes, not by releases',
    ],
    [
      'a prerelease, where none is wanted and where one is',
      `${decide({ kind: 'release', repository, tag: 'v2-rc', isPrerelease: true }, released)} | ${decide(
        { kind: 'release', repository, tag: 'v2-rc', isPrerelease: true },
        app('next', [{ on: 'release', prereleases: true }]),
      )}`,
      'ignored: v2-rc of acme/shop was released: live does not deploy prereleases | next release v2-rc: v2-rc of acme/shop was released: next will be deployed',
    ],
    [
      'checks that passed: that very commit',
      decide(checks(), checked),
      'shop checks cccccccccc: the checks CI of cccccccccc (main of acme/shop) passed: shop will be deployed',
    ],
    [
      'checks that failed',
      decide(checks({ result: 'failure' }), checked),
      'ignored: the checks CI of cccccccccc (main of acme/shop) did not pass; what runs stays',
    ],
    [
      'checks of a fork whose branch has the same name',
      decide(checks({ isOwnPush: false }), checked),
      'ignored: the checks CI of cccccccccc ran for a pull request or a fork, not for a push to acme/shop',
    ],
    [
      'checks of no branch',
      decide((({ branch: _, ...rest }) => rest)(checks()), checked),
      'ignored: the checks CI of cccccccccc (acme/shop) passed, but for no branch',
    ],
    [
      'checks of another branch and of another name',
      `${decide(checks({ branch: 'topic' }), checked)} | ${decide(checks({ name: 'Lint' }), checked)}`,
      'ignored: the checks CI of cccccccccc (topic of acme/shop) passed: shop deploys main | ignored: the checks Lint of cccccccccc (main of acme/shop) passed: shop waits for CI',
    ],
    [
      'checks that nobody waits for',
      decide(checks(), pushed),
      'ignored: the checks CI of cccccccccc (main of acme/shop) ended; no app waits for checks',
    ],
    [
      "Redhook's own check runs",
      decide(checks({ appIds: ['77'] }), app('shop', [{ on: 'checks' }])),
      "ignored: these are Redhook's own check runs, which deploy nothing",
    ],
    [
      'an image: the tip, with every image pulled',
      decide({ kind: 'package', repository, name: 'web', tag: 'latest' }, packaged),
      'shop package pull+always: the image web:latest of acme/shop was published: shop will be deployed',
    ],
    [
      'another image',
      decide({ kind: 'package', repository, name: 'db' }, packaged),
      'ignored: the image db of acme/shop was published: shop waits for the image web',
    ],
    [
      'an event of a repository that is not in the registry',
      decide(
        { kind: 'release', repository: { owner: 'evil', name: 'shop' }, tag: 'v1', isPrerelease: false },
        released,
      ),
      'ignored: evil/shop is not in the registry',
    ],
    [
      'Redhook itself, however it is triggered',
      decide(checks(), app('shop', checked.on, { self: 'skip' })),
      'ignored: the checks CI of cccccccccc (main of acme/shop) passed: shop is Redhook itself, which leaves itself alone (self: skip)',
    ],
  ])('%s', (_, decided, expected) => {
    expect(decided).toBe(expected)
  })

  it.each(['deployment', 'deployment_status', 'status', 'check_run'])(
    'is nothing for %s, by which its own reports come back',
    event => {
      const facts = { apps: createAppIndex([app('shop', [{ on: 'checks' }])]), known: new Map() }
      expect(judgeMeaning({ provider: 'github' }, event, { kind: 'other', repository }, facts)).toMatchObject({
        status: 'ignored',
        queue: [],
        reason: `Redhook's own reports lead to events such as ${event}, so none of them deploys anything`,
      })
    },
  )

  it('is never an app of another forge, nor a preview', () => {
    const index = createAppIndex([
      app('here', [{ on: 'push' }]),
      app('there', [{ on: 'push' }], { provider: 'gitlab' }),
      app('pr12-here', [{ on: 'push' }], {
        preview: { of: 'here', number: 12, ref: 'refs/pull/12/head', head: commit, isFork: false },
      }),
    ])
    const names = (provider: 'github' | 'gitlab' | 'gitea') =>
      index.find(provider, repository).apps.map(one => one.name)
    expect([names('github'), names('gitlab'), names('gitea')]).toEqual([['here'], ['there'], []])
  })
})
