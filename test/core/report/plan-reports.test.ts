import { describe, expect, it } from 'vitest'
import type { App } from '../../../src/core/app.ts'
import type { Deployment } from '../../../src/core/deployment/deployment.ts'
import { planReports } from '../../../src/core/report/plan-reports.ts'
import { formatReport } from '../../../src/core/report/report-words.ts'
import { testApp } from '../../support/app-samples.ts'
import { sampleEnded } from '../../support/notice-samples.ts'

const commit = '3f2a91c0de'.padEnd(40, '0')
const other = 'c0ffee1234'.padEnd(40, '0')
const all = { statuses: true, deployments: true, checkRuns: true }

const blank = (changes: Partial<Deployment> = {}): Deployment => {
  const {
    error: _,
    reason: __,
    finishedAt: ___,
    startedAt: ____,
    reached: _____,
    commit: ______,
    ...rest
  } = sampleEnded()
  return { ...rest, state: 'queued', steps: [], cause: { kind: 'push', delivery: 'd', after: commit }, ...changes }
}
const at = 1_000_000
const running = (...names: readonly string[]): Partial<Deployment> => ({
  state: 'running',
  commit,
  startedAt: at,
  steps: names.map((name, index) => ({
    name: name as 'sync',
    startedAt: at,
    result: index === names.length - 1 ? 'running' : 'done',
  })),
})
const ended = (state: Deployment['state'], changes: Partial<Deployment> = {}): Partial<Deployment> => ({
  state,
  commit,
  startedAt: at,
  finishedAt: at + 42_000,
  ...changes,
})
const failure = (code: 'BUILD_FAILED' | 'ENGINE_UNREACHABLE' | 'CANCELLED' | 'ROLLBACK_FAILED') => ({
  code,
  message: 'web could not be built',
  hint: 'Read the log.',
})
const built = {
  action: 'build',
  reasons: [],
  warnings: [],
  tip: commit,
  changed: [],
  changedTotal: 0,
  services: [
    { service: 'web', action: 'build', reasons: [] },
    { service: 'worker', action: 'restart', reasons: [] },
    { service: 'db', action: 'leave', reasons: [] },
  ],
} as const
const failedIn = (name: 'build' | 'verify'): Partial<Deployment> => ({
  steps: [{ name, startedAt: at, durationMs: 1, result: 'failed' }],
})

/** The reports as sentences, with what a table needs to know of each. */
const told = (changes: Partial<Deployment>, app: Partial<App> = {}, more: object = {}): string[] =>
  planReports({ deployment: blank(changes), app: testApp(app), can: all, ...more }).map(
    report => `${report.kind} ${formatReport(report)}`,
  )

const cases: { title: string; changes: Partial<Deployment>; app?: Partial<App>; more?: object; reports: string[] }[] = [
  {
    title: 'what waits is pending and queued, with the commit that was pushed; there is no check run yet',
    changes: {},
    reports: ['status redhook/shop of 3f2a91c0de: pending, Queued', 'deployment shop at 3f2a91c0de: queued, Queued'],
  },
  {
    title: 'a lock is said, but not why somebody set it',
    changes: {},
    app: { lock: { by: 'ada', at, reason: 'a secret demo' } },
    reports: [
      'status redhook/shop of 3f2a91c0de: pending, Waits: shop is locked',
      'deployment shop at 3f2a91c0de: queued, Waits: shop is locked',
    ],
  },
  {
    title: 'nothing is told of a request whose commit is not known yet',
    changes: { cause: { kind: 'request', by: 'ada' } },
    reports: [],
  },
  {
    title: 'what runs is told with the step under way, the deployment without',
    changes: running('sync', 'plan', 'build'),
    reports: [
      'status redhook/shop of 3f2a91c0de: pending, Building images',
      'deployment shop at 3f2a91c0de: in progress, Deploying',
      'check-run deploy shop of 3f2a91c0de: in progress, Building images',
    ],
  },
  {
    title: 'what waits to try again says so, with the reason',
    changes: { commit, reason: 'The engine is away. Tries again in 30 s.' },
    reports: [
      'status redhook/shop of 3f2a91c0de: pending, The engine is away. Tries again in 30 s.',
      'deployment shop at 3f2a91c0de: queued, The engine is away. Tries again in 30 s.',
      'check-run deploy shop of 3f2a91c0de: queued, The engine is away. Tries again in 30 s.',
    ],
  },
  {
    title: 'success says how long it took and what was done to which services',
    changes: ended('succeeded', { plan: built }),
    reports: [
      'status redhook/shop of 3f2a91c0de: success, Live after 42 s: built web, restarted worker',
      'deployment shop at 3f2a91c0de: success, Live after 42 s: built web, restarted worker',
      'check-run deploy shop of 3f2a91c0de: success, Live after 42 s: built web, restarted worker',
    ],
  },
  {
    title: 'nothing to do is a success of the commit, and no deployment of the environment',
    changes: ended('skipped', { reason: 'Nothing to do: only ignored files changed: README.md.' }),
    reports: [
      'status redhook/shop of 3f2a91c0de: success, Nothing to do: only ignored files changed: README.md.',
      'deployment shop at 3f2a91c0de: inactive, Nothing to do: only ignored files changed: README.md.',
      'check-run deploy shop of 3f2a91c0de: skipped, Nothing to do: only ignored files changed: README.md.',
    ],
  },
  {
    title: 'a failure of the commit names its step',
    changes: ended('failed', { error: failure('BUILD_FAILED'), ...failedIn('build') }),
    reports: [
      'status redhook/shop of 3f2a91c0de: failure, Failed in build: web could not be built',
      'deployment shop at 3f2a91c0de: failure, Failed in build: web could not be built',
      'check-run deploy shop of 3f2a91c0de: failure, Failed in build: web could not be built',
    ],
  },
  {
    title: 'a failure of the server is an error, not the commit’s fault',
    changes: ended('failed', { error: failure('ENGINE_UNREACHABLE'), ...failedIn('build') }),
    reports: [
      'status redhook/shop of 3f2a91c0de: error, Failed in build: web could not be built',
      'deployment shop at 3f2a91c0de: error, Failed in build: web could not be built',
      'check-run deploy shop of 3f2a91c0de: failure, Failed in build: web could not be built',
    ],
  },
  {
    title: 'a rollback is a failure of the commit, and the version that runs again is the environment’s',
    changes: ended('rolled_back', {
      error: failure('BUILD_FAILED'),
      ...failedIn('verify'),
      version: { deployment: 40, commit: other, composeFiles: [], images: [] },
    }),
    reports: [
      'status redhook/shop of 3f2a91c0de: failure, Failed in verify, c0ffee1234 runs again: web could not be built',
      'deployment shop at 3f2a91c0de: failure, Failed in verify, c0ffee1234 runs again: web could not be built',
      'deployment shop at c0ffee1234: success, Runs again: deployment 42 failed',
      'check-run deploy shop of 3f2a91c0de: failure, Failed in verify, c0ffee1234 runs again: web could not be built',
    ],
  },
  {
    title: 'what was overtaken before it ran is left neither pending nor red',
    changes: { state: 'superseded', finishedAt: at },
    reports: [
      'status redhook/shop of 3f2a91c0de: success, Not deployed: a newer push took its place',
      'deployment shop at 3f2a91c0de: inactive, Not deployed: a newer push took its place',
    ],
  },
  {
    title: 'what a person cancelled is an error, also when it had to be taken back',
    changes: ended('rolled_back', {
      error: { ...failure('CANCELLED'), message: 'Cancelled by ada' },
      ...failedIn('verify'),
    }),
    reports: [
      'status redhook/shop of 3f2a91c0de: error, Cancelled by ada; what ran before runs again',
      'deployment shop at 3f2a91c0de: error, Cancelled by ada; what ran before runs again',
      'check-run deploy shop of 3f2a91c0de: cancelled, Cancelled by ada; what ran before runs again',
    ],
  },
  {
    title: 'a push that is deployed with a newer tip shares its fate, and its own deployment ends',
    changes: { ...ended('succeeded'), cause: { kind: 'push', delivery: 'd', after: other } },
    reports: [
      'status redhook/shop of c0ffee1234: success, With 3f2a91c0de: Live after 42 s',
      'status redhook/shop of 3f2a91c0de: success, Live after 42 s',
      'deployment shop at c0ffee1234: inactive, 3f2a91c0de was deployed in its place',
      'deployment shop at 3f2a91c0de: success, Live after 42 s',
      'check-run deploy shop of 3f2a91c0de: success, Live after 42 s',
    ],
  },
  {
    title: 'a preview has a context that is the same for all pull requests, and an environment of its own',
    changes: ended('succeeded'),
    app: {
      name: 'pr12-shop',
      preview: { of: 'shop', number: 12, ref: 'refs/pull/12/head', head: commit, isFork: false },
      report: { ...all, plan: true, environment: 'staging' },
    },
    more: { before: { deployment: 41, commit: other } },
    reports: [
      'status redhook/shop/preview of 3f2a91c0de: success, Live after 42 s',
      'deployment pr-12/shop at 3f2a91c0de: success, Live after 42 s',
      'deployment pr-12/shop at c0ffee1234: inactive, Deployment 42 took its place',
      'check-run preview shop of 3f2a91c0de: success, Live after 42 s',
    ],
  },
]

describe('what a forge is told', () => {
  it.each(cases)('$title', ({ changes, app, more, reports }) => {
    expect(told(changes, app, more)).toEqual(reports)
  })

  it.each([
    [{ kind: 'push', delivery: 'd', after: commit }, 1],
    [{ kind: 'push', delivery: 'd', after: commit, trigger: 'merge' }, 1],
    [{ kind: 'push', delivery: 'd', after: other, trigger: 'checks', ref: commit }, 1],
    [{ kind: 'poll', tip: commit, isMissed: true }, 1],
    [{ kind: 'pull-request', number: 1, head: commit }, 1],
    // The hash of a tag may be the tag's own.
    [{ kind: 'push', delivery: 'd', after: commit, trigger: 'tag', ref: 'v1' }, 0],
    [{ kind: 'push', delivery: 'd', trigger: 'release', ref: 'v1' }, 0],
    [{ kind: 'push', delivery: 'd', after: commit, trigger: 'package' }, 0],
    [{ kind: 'rollback', by: 'ada', to: 3 }, 0],
  ] as [Deployment['cause'], number][])('knows the commit of what waits from its cause: %o', (cause, count) => {
    const statuses = planReports({ deployment: blank({ cause }), app: testApp(), can: { ...all, deployments: false } })
    expect(statuses.map(report => 'commit' in report && report.commit)).toEqual(Array(count).fill(commit))
  })

  it('links to Redhook where people can reach it, and to the app where it is said to be', () => {
    const report = { ...all, plan: true, environment: 'staging', url: 'https://shop.example.com' }
    const [status, deployment, check] = planReports({
      deployment: blank(ended('succeeded')),
      app: testApp({ report }),
      can: all,
      publicUrl: 'https://redhook.example.com',
    })
    const url = 'https://redhook.example.com/deployments/42'
    expect(status).toMatchObject({ url })
    expect(deployment).toMatchObject({
      logUrl: url,
      environmentUrl: 'https://shop.example.com',
      environment: 'staging',
    })
    expect(check).toMatchObject({ url, startedAt: at, finishedAt: at + 42_000, key: 'deployment 42' })
    expect(JSON.stringify(planReports({ deployment: blank(), app: testApp(), can: all }))).not.toContain('http')
  })

  it('tells only what the forge takes', () => {
    const kinds = (can: object) =>
      planReports({ deployment: blank(ended('succeeded')), app: testApp(), can: { ...all, ...can } }).map(
        ({ kind }) => kind,
      )
    expect(kinds({ checkRuns: false })).toEqual(['status', 'deployment'])
    expect(kinds({ deployments: false, statuses: false })).toEqual(['check-run'])
  })

  it('cuts descriptions to 140 characters, and no character in two', () => {
    for (const length of [90, 138, 139, 140, 141, 300]) {
      const message = `${'a'.repeat(length)}${'👩‍🚀'.repeat(20)}\u001b[31m\u202e`
      const error = { ...failure('BUILD_FAILED'), message }
      for (const report of planReports({ deployment: blank(ended('failed', { error })), app: testApp(), can: all })) {
        const text = report.kind === 'check-run' ? report.title : 'description' in report ? report.description : ''
        expect(text.length).toBeLessThanOrEqual(140)
        expect(text.isWellFormed()).toBe(true)
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must be gone.
        expect(text).not.toMatch(/[\u0000-\u001f\u202e]/)
      }
    }
  })
})
