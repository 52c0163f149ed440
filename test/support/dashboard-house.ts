import type { Deployment, State } from '../../src/core/deployment/deployment.ts'
import type { Plan } from '../../src/core/plan/plan.ts'
import type { AppContainer, AppNumbers, AppView, House, HouseHealth, KeptVersion } from '../../src/pipeline/house.ts'
import type { LogEnd, LogLine } from '../../src/pipeline/ports/deployment-logs.ts'
import type { StoredDelivery } from '../../src/pipeline/ports/listing-store.ts'
import { noChecks } from './no-checks.ts'
import { noPreviews } from './no-previews.ts'
import { sampleChecks, samplePreviews } from './review-samples.ts'

/** When everything in these samples happened: a fixed moment, so that pages can be compared. */
export const sampleNow = Date.UTC(2026, 10, 22, 10, 0, 0)

const minute = 60_000
const commitOf = (n: number) => ((n + 7) * 2_654_435_761).toString(16).padEnd(40, '3f2a1b9c').slice(0, 40)

/** A plan with a service of each kind. */
export const samplePlan = (): Plan => ({
  action: 'build',
  reasons: [{ rule: 'changed', text: '3 files changed since the last deployment' }],
  services: [
    {
      service: 'web',
      action: 'build',
      reasons: [
        { rule: 'context', evidence: 'web/src/checkout.ts', text: 'web/src/checkout.ts is in its build context' },
        { rule: 'trigger', evidence: 'web/package-lock.json', text: 'web/package-lock.json matches a build trigger' },
      ],
    },
    { service: 'worker', action: 'recreate', reasons: [{ rule: 'env-file', text: 'worker.env changed' }] },
    { service: 'db', action: 'leave', reasons: [{ rule: 'untouched', text: 'nothing of it changed' }] },
  ],
  warnings: ['web has no healthcheck; it counts as healthy once it runs for 3 s'],
  base: commitOf(1),
  tip: commitOf(2),
  changed: ['web/src/checkout.ts', 'web/package-lock.json', 'worker.env'],
  changedTotal: 3,
})

const failed = {
  code: 'UNHEALTHY',
  message: 'web exited with code 1 after it was started',
  hint: 'The last good version runs again. Read the log of web below, fix it, and push.',
  evidence: [
    {
      service: 'web',
      container: 'redshop-web-1',
      state: 'exited',
      exitCode: 1,
      log: [
        '> shop@2.4.1 start',
        '\u001b[31mError:\u001b[0m Cannot find module "./checkout"',
        '    at main (web/src/index.ts:12)',
      ],
    },
  ],
} as const

/** A deployment as people see many. */
export function sampleDeployment(id: number, changes: Partial<Deployment> = {}): Deployment {
  const { state = 'succeeded', app = 'shop' } = changes
  const createdAt = sampleNow - (300 - (id % 300)) * 7 * minute
  const steps = (['sync', 'plan', 'build', 'up', 'verify'] as const).map((name, index) => ({
    name,
    startedAt: createdAt + ([1_000, 2_400, 2_700, 40_700, 43_300][index] ?? 0),
    durationMs: [1_400, 300, 38_000, 2_600, 4_100][index] ?? 1,
    result: state === 'rolled_back' && name === 'verify' ? ('failed' as const) : ('done' as const),
  }))
  const isWaiting = state === 'queued'
  return {
    id,
    app,
    repository: `acme/${app}`,
    branch: 'main',
    lane: `/srv/${app}`,
    state,
    cause: { kind: 'push', delivery: `d-${id}`, pusher: 'ann' },
    wishes: {},
    createdAt,
    availableAt: createdAt,
    attempts: 1,
    retries: 0,
    commit: commitOf(id),
    color: id % 2 === 0 ? 'red' : 'blue',
    project: `${id % 2 === 0 ? 'red' : 'blue'}${app}`,
    about: {
      subject:
        ['Let the basket keep its coupons', 'Upgrade the payment client', 'Say what is missing in the form'][id % 3] ??
        '',
      author: ['Ann Miller', 'Bo Larsson', 'Chidi Eze'][id % 3] ?? '',
      commits: [
        { commit: commitOf(id), subject: 'Let the basket keep its coupons', author: 'Ann Miller' },
        { commit: commitOf(id + 1), subject: 'Name the coupon in the mail', author: 'Ann Miller' },
      ],
      total: 2,
    },
    ...(isWaiting
      ? { steps: [] }
      : { startedAt: createdAt + 1_000, steps, plan: samplePlan(), reached: 'verify' as const }),
    ...(isWaiting || state === 'running' ? {} : { finishedAt: createdAt + 48_000 }),
    ...(state === 'succeeded'
      ? {
          outcome: [
            { service: 'web', built: 'new', container: 'recreated' },
            { service: 'worker', container: 'recreated' },
            { service: 'db', container: 'kept' },
          ],
        }
      : {}),
    ...(state === 'failed' || state === 'rolled_back'
      ? { error: failed, reason: 'web was not healthy; the version of deployment 12 runs again' }
      : {}),
    ...(state === 'skipped' ? { reason: 'only ignored paths changed: docs/readme.md' } : {}),
    ...changes,
  } as Deployment
}

const cycle: readonly State[] = [
  'succeeded',
  'succeeded',
  'running',
  'succeeded',
  'rolled_back',
  'succeeded',
  'skipped',
  'failed',
  'queued',
]
const names = [
  'shop',
  'blog',
  'api-gateway',
  'accounts',
  'search',
  'mailer',
  'admin',
  'docs',
  'payments',
  'reports',
  'images',
  'calendar',
]

/** So many apps in all kinds of states. */
export function sampleApps(count: number): AppView[] {
  return Array.from({ length: count }, (_, index): AppView => {
    const app = index < names.length ? (names[index] ?? '') : `app-${index}`
    const place = { app, repository: `acme/${app}`, branch: 'main', path: `/srv/staging/${app}` }
    if (index % 12 === 11) return place
    const last = sampleDeployment(300 - index, { app, state: cycle[index % cycle.length] ?? 'succeeded' })
    const color = index % 2 === 0 ? 'red' : 'blue'
    return {
      ...place,
      color,
      project: `${color}${app}`,
      last,
      live: {
        commit: commitOf(index + 5),
        at: sampleNow - (index + 1) * 17 * minute,
        deployment: 250 - index,
        subject: last.about?.subject ?? '',
        author: last.about?.author ?? '',
      },
      ...(index === 3
        ? {
            lock: {
              app,
              reason: 'demo for a customer',
              by: 'ann',
              at: sampleNow - 30 * minute,
              until: sampleNow + 90 * minute,
            },
          }
        : {}),
      ...(index === 5
        ? {
            detour: {
              app,
              branch: 'feature/digest',
              by: 'bo',
              at: sampleNow - 60 * minute,
              until: sampleNow + 400 * minute,
            },
          }
        : {}),
    }
  })
}

const containers: AppContainer[] = [
  {
    service: 'web',
    name: 'redshop-web-1',
    id: 'a1b2c3',
    state: 'running',
    health: 'healthy',
    restarts: 0,
    startedAt: sampleNow - 95 * minute,
    image: 'redshop-web',
    ports: ['8080->80/tcp'],
    project: 'redshop',
  },
  {
    service: 'worker',
    name: 'redshop-worker-1',
    id: 'b1b2c3',
    state: 'restarting',
    exitCode: 1,
    restarts: 4,
    image: 'redshop-worker',
    ports: [],
    project: 'redshop',
  },
  {
    service: 'db',
    name: 'redshop-db-1',
    id: 'c1b2c3',
    state: 'running',
    restarts: 0,
    startedAt: sampleNow - 9_000 * minute,
    image: 'postgres:17',
    ports: ['5432->5432/tcp'],
    project: 'redshop',
  },
]

/** Lines as a build prints them, colors and all. */
export function* sampleLog(count = 60): Generator<LogLine> {
  const at = (n: number) => sampleNow - 400_000 + n * 700
  yield { at: at(0), step: 'sync', stream: 'note', text: 'fetching main of acme/shop' }
  for (let n = 1; n < count; n++) {
    const text = n % 9 === 0 ? `\u001b[32m#${n} DONE\u001b[0m ${n / 10}s` : `#${n} [web 3/7] RUN npm ci --omit=dev`
    yield { at: at(n), step: 'build', stream: n % 11 === 0 ? 'stderr' : 'stdout', text }
  }
}

export const sampleDeliveries = (): StoredDelivery[] =>
  Array.from({ length: 14 }, (_, index) => ({
    seq: 900 - index,
    hook: 'github',
    id: `1f2e3d4c-${index}`,
    receivedAt: sampleNow - index * 23 * minute,
    event: index % 6 === 5 ? 'ping' : 'push',
    repository: `acme/${names[index % names.length]}`,
    ref: index % 3 === 1 ? 'refs/heads/feature/coupons' : 'refs/heads/main',
    after: commitOf(index),
    before: commitOf(index + 1),
    pusher: 'ann',
    client: '140.82.115.9',
    headers: { 'x-github-event': 'push', 'user-agent': 'GitHub-Hookshot/9f2e' },
    bodySha256: commitOf(index).padEnd(64, 'a'),
    bodyBytes: 7_412,
    receivedAgain: index === 2 ? 1 : 0,
    ...(index === 2 ? { receivedAgainAt: sampleNow - minute } : {}),
    ...(index % 6 === 5
      ? { status: 'pong' as const, reason: 'the hook works', deployments: [] }
      : index % 3 === 1
        ? {
            status: 'ignored' as const,
            reason: 'feature/coupons is not the branch of any app of this repository; blog follows main',
            deployments: [],
          }
        : {
            status: 'queued' as const,
            reason: 'a push to the branch of the app',
            deployments: [{ id: 300 - index, app: names[index % names.length] ?? '' }],
          }),
  }))

const health: HouseHealth = {
  at: sampleNow,
  startedAt: sampleNow - 4_000 * minute,
  checks: [
    { name: 'store', ok: true, detail: 'can be written' },
    { name: 'git', ok: true, detail: '2.47.1' },
    { name: 'compose', ok: true, detail: 'v5.0.1' },
    { name: 'engine', ok: false, detail: 'the Docker engine does not answer at unix:///var/run/docker.sock' },
  ],
  queue: { queued: 2, running: 1, oldestQueuedAt: sampleNow - 3 * minute },
  disk: [
    { what: 'data', path: '/var/lib/redhook', freeBytes: 31e9, totalBytes: 120e9 },
    { what: 'Docker', path: '/var/lib/docker', freeBytes: 4e9, totalBytes: 120e9 },
  ],
  database: { bytes: 48_400_000, freeBytes: 1_000, deliveries: 48_211, deployments: 9_204 },
  remotes: [
    { app: 'shop', ok: true, at: sampleNow - 5 * minute, detail: 'fetched' },
    { app: 'blog', ok: false, at: sampleNow - 8 * minute, detail: 'Permission denied (publickey)' },
  ],
  watching: { remotes: 11, polled: 3 },
  addresses: { entries: 6, fetchedAt: sampleNow - 90 * minute, problem: 'the answer is 503' },
  registry: {
    file: '/etc/redhook/redhook.yml',
    loadedAt: sampleNow - 600 * minute,
    apps: 12,
    warnings: ['acme/docs: path does not exist yet'],
    problems: [],
  },
  outbox: { waiting: 1, failed: 2, oldestWaitingAt: sampleNow - 2 * minute },
}

export const sampleNumbers = (days: number): AppNumbers => ({
  days,
  pushToLive: { medianMs: 48_000, p90Ms: 131_000 },
  failureRate: 0.08,
  recoverMs: 840_000,
  byDay: Array.from({ length: days }, (_, index) => ({
    day: new Date(sampleNow - (days - 1 - index) * 1_440 * minute).toISOString().slice(0, 10),
    succeeded: (index * 7) % 9,
    failed: index % 5 === 3 ? 2 : 0,
    ...(index % 9 === 0 ? {} : { medianMs: 40_000 + ((index * 13) % 11) * 4_000 }),
  })),
})

const versions: KeptVersion[] = [300, 294, 287].map((deployment, index) => ({
  deployment,
  at: sampleNow - (index + 1) * 200 * minute,
  isLive: index === 0,
  version: {
    deployment,
    commit: commitOf(deployment),
    color: 'red',
    composeFiles: ['docker-compose.prod.yml'],
    images: [],
  },
}))

/** What a house that reads a log like this says of its end. */
async function endOf(log: AsyncIterable<LogLine> | undefined, most: number): Promise<LogEnd> {
  const lines = (await Array.fromAsync(log ?? [])).map((line, index) => ({ line: index + 1, ...line }))
  return { lines: lines.slice(-most), last: lines.length }
}

async function* iterate<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items
}

/** A house of plain data; what a test cares about it changes. */
export function dashboardHouse(changes: Partial<House> = {}): House {
  const apps = sampleApps(12)
  const list = Array.from({ length: 120 }, (_, index) =>
    sampleDeployment(300 - index, {
      app: names[index % 12] ?? 'shop',
      state: cycle[index % cycle.length] ?? 'succeeded',
    }),
  )
  const readLog: House['readLog'] = changes.readLog ?? (() => iterate(sampleLog()))
  const no = () => Promise.reject(new Error('not part of this house'))
  return {
    ...noChecks,
    ...noPreviews,
    getCheck: id => sampleChecks(sampleNow).find(check => check.id === id),
    listChecks: () => sampleChecks(sampleNow),
    listPreviews: () =>
      samplePreviews(sampleNow).map(one => (one.state === 'live' ? { ...one, last: sampleDeployment(300) } : one)),
    version: '1.2.3',
    apps: () => apps,
    getDeployment: id => list.find(deployment => deployment.id === id),
    listDeployments: ({ limit, before, app, states }) =>
      list
        .filter(
          one =>
            (before === undefined || one.id < before) &&
            (app === undefined || one.app === app) &&
            (states?.includes(one.state) ?? true),
        )
        .slice(0, limit),
    requestDeployment: no,
    startDetour: no,
    endDetour: no,
    cancel: no,
    retry: no,
    lock: () => ({ app: 'shop', reason: 'demo', by: 'ann', at: sampleNow }),
    unlock: () => ({ app: 'shop', reason: 'demo', by: 'ann', at: sampleNow }),
    redeliver: no,
    acceptRepository: no,
    strangerOf: () => undefined,
    getDelivery: seq => sampleDeliveries().find(delivery => delivery.seq === seq),
    listDeliveries: ({ status }) =>
      sampleDeliveries().filter(delivery => status === undefined || delivery.status === status),
    listAudit: () => [
      {
        id: 3,
        at: sampleNow - minute,
        who: 'ann',
        via: 'session',
        client: '10.0.0.7',
        action: 'lockApp',
        target: 'shop',
        status: 303,
        detail: { reason: 'demo' },
      },
      {
        id: 2,
        at: sampleNow - 2 * minute,
        who: 'ci',
        via: 'token',
        client: '10.0.0.9',
        action: 'deployApp',
        target: 'blog',
        status: 403,
      },
    ],
    listOutbox: () => [
      {
        id: 8,
        channel: 'team-chat',
        kind: 'failed',
        app: 'shop',
        deployment: 299,
        payload: '{}',
        createdAt: sampleNow - minute,
        availableAt: sampleNow + minute,
        attempts: 2,
        state: 'waiting',
        error: 'the server answered 500',
      },
      {
        id: 7,
        channel: 'mail',
        kind: 'recovered',
        app: 'blog',
        deployment: 298,
        payload: '{}',
        createdAt: sampleNow - 9 * minute,
        availableAt: sampleNow,
        attempts: 1,
        state: 'sent',
        endedAt: sampleNow - 8 * minute,
      },
      {
        id: 6,
        channel: 'mail',
        kind: 'rolled_back',
        app: 'blog',
        deployment: 297,
        payload: '{}',
        createdAt: sampleNow - 19 * minute,
        availableAt: sampleNow,
        attempts: 9,
        state: 'failed',
        endedAt: sampleNow - 8 * minute,
        error: 'connection refused',
      },
    ],
    containers: async () => containers,
    health: async () => health,
    numbers: (_, days) => sampleNumbers(days),
    requestRollback: no,
    versions: () => versions,
    plan: async app => ({
      app,
      plan: samplePlan(),
      project: `red${app}`,
      color: 'red',
      commands: ['docker compose -p redshop build web', 'docker compose -p redshop up -d --no-build'],
    }),
    readLog,
    readLogEnd: (id, most) => endOf(readLog(id, { follow: false, signal: new AbortController().signal }), most),
    readiness: async () => [],
    ...changes,
  }
}
