import { describe, expect, it } from 'vitest'
import type { ContainerState, Sample } from '../../../src/core/health/container-state.ts'
import { brokenServices, judge } from '../../../src/core/health/judge.ts'

const upEndedAt = 1_700_000_000_000

/** A container that was started by `up`, 200 ms before its end, and does well. */
const container = (more: Partial<ContainerState> = {}): ContainerState => ({
  id: more.name ?? more.service ?? 'web',
  name: `redshop-${more.service ?? 'web'}-1`,
  service: 'web',
  image: 'sha256:1',
  imageName: 'redshop-web',
  status: 'running',
  exitCode: 0,
  outOfMemory: false,
  startedAt: upEndedAt - 200,
  restartCount: 0,
  restartPolicy: 'no',
  publishesPorts: false,
  dependsOn: [],
  ...more,
})

/** Each second by its number: what changed from then on. */
type Course = Readonly<Record<number, Partial<ContainerState>>>

interface Case {
  readonly title: string
  readonly containers: readonly { readonly is?: Partial<ContainerState>; readonly course?: Course }[]
  readonly before?: readonly ContainerState[]
  readonly timeoutMs?: number
  /** The first conclusion within 60 s, with its second. */
  readonly verdict: string
}

const starting = { status: 'starting' } as const
const healthy = { status: 'healthy' } as const
const sick = { status: 'unhealthy' } as const
const restartedEachSecond = (policy: ContainerState['restartPolicy']): Course =>
  Object.fromEntries(
    Array.from({ length: 60 }, (_, second) => [
      second,
      {
        restartPolicy: policy,
        restartCount: second,
        startedAt: upEndedAt + second * 1_000,
        ...(second % 2 === 0
          ? ({ status: 'restarting', exitCode: 1 } as const)
          : ({ status: 'running', exitCode: 0 } as const)),
      },
    ]),
  )

const cases: readonly Case[] = [
  {
    title: 'a container that runs for 3 s is healthy at the third second',
    containers: [{}],
    verdict: 'healthy at 3 s',
  },
  {
    title: 'what ran before and was left alone needs three samples and no more',
    containers: [{ is: { startedAt: upEndedAt - 60_000 } }],
    verdict: 'healthy at 2 s',
  },
  {
    title: 'a container that crashes after 2 s and stays down is unhealthy',
    containers: [{ course: { 2: { status: 'exited', exitCode: 1 } } }],
    verdict: 'unhealthy at 2 s: web exited with code 1',
  },
  {
    title: 'a container killed for want of memory says so',
    containers: [{ course: { 1: { status: 'exited', exitCode: 137, outOfMemory: true } } }],
    verdict: 'unhealthy at 1 s: web exited with code 137, out of memory',
  },
  {
    title: 'restart: always that exits each second is found at the third second, when nothing is there to wait for',
    containers: [{ course: restartedEachSecond('always') }],
    verdict: 'unhealthy at 3 s: web keeps crashing: restarted 3 times, last exit code 1',
  },
  {
    title: 'what ran long before `up` is nothing to wait for',
    containers: [
      { course: restartedEachSecond('always') },
      { is: { service: 'db', startedAt: upEndedAt - 60_000 } },
      { is: { service: 'cache', startedAt: upEndedAt - 60_000, health: healthy } },
    ],
    verdict: 'unhealthy at 3 s: web keeps crashing: restarted 3 times, last exit code 1',
  },
  {
    title: 'nor is a one-shot service that has done its work',
    containers: [{ course: restartedEachSecond('always') }, { is: { service: 'migrate', status: 'exited' } }],
    verdict: 'unhealthy at 3 s: web keeps crashing: restarted 3 times, last exit code 1',
  },
  {
    title: 'nor is another service that crashes as well',
    containers: [
      { course: restartedEachSecond('always') },
      { is: { service: 'worker' }, course: restartedEachSecond('always') },
    ],
    verdict:
      'unhealthy at 3 s: web keeps crashing: restarted 3 times, last exit code 1; worker keeps crashing: restarted 3 times, last exit code 1',
  },
  {
    title: 'nor is what was broken before and is left alone',
    before: [container({ service: 'debug', status: 'exited', exitCode: 137, startedAt: 5 })],
    containers: [
      { course: restartedEachSecond('always') },
      { is: { service: 'debug', status: 'exited', exitCode: 137, startedAt: 5 } },
    ],
    verdict: 'unhealthy at 3 s: web keeps crashing: restarted 3 times, last exit code 1',
  },
  {
    title: 'a crash loop gets two more chances once the database is healthy',
    containers: [
      { course: restartedEachSecond('always') },
      { is: { service: 'db', health: starting }, course: { 6: { health: healthy } } },
    ],
    verdict: 'unhealthy at 8 s: web keeps crashing: restarted 8 times, last exit code 1',
  },
  {
    title: 'a new database without a healthcheck gets ten seconds',
    containers: [{ course: restartedEachSecond('always') }, { is: { service: 'db' } }],
    verdict: 'unhealthy at 12 s: web keeps crashing: restarted 12 times, last exit code 1',
  },
  {
    title: 'beside a database that does not become healthy, a crash loop is found long before the timeout',
    containers: [{ course: restartedEachSecond('always') }, { is: { service: 'db', health: starting } }],
    verdict: 'unhealthy at 30 s: web keeps crashing: restarted 30 times, last exit code 1',
  },
  {
    title: 'a quarter of a short timeout is enough to give up a crash loop',
    timeoutMs: 20_000,
    containers: [{ course: restartedEachSecond('unless-stopped') }, { is: { service: 'db', health: starting } }],
    verdict: 'unhealthy at 5 s: web keeps crashing: restarted 5 times, last exit code 1',
  },
  {
    title: 'restarting, between two runs, is no success',
    containers: [{ course: { 0: { status: 'restarting', restartCount: 9, restartPolicy: 'always', exitCode: 2 } } }],
    verdict: 'unhealthy at 30 s: web keeps crashing: restarted 9 times, last exit code 2',
  },
  {
    title: 'a service that crashes until its database answers heals',
    containers: [
      {
        is: { restartPolicy: 'always' },
        course: {
          1: { restartCount: 1, startedAt: upEndedAt + 900 },
          2: { restartCount: 2, status: 'restarting', exitCode: 1 },
          4: { restartCount: 3, status: 'running', exitCode: 0, startedAt: upEndedAt + 3_900 },
        },
      },
      { is: { service: 'db', health: starting }, course: { 3: { health: healthy } } },
    ],
    verdict: 'healthy at 7 s',
  },
  {
    title: 'a crash loop is given up with an exit code: once it was seen down',
    containers: [
      {
        is: { restartPolicy: 'always', restartCount: 1 },
        course: {
          1: { restartCount: 2, startedAt: upEndedAt + 900 },
          2: { restartCount: 3, startedAt: upEndedAt + 1_900 },
          3: { restartCount: 4, startedAt: upEndedAt + 2_900 },
          4: { status: 'restarting', exitCode: 6 },
        },
      },
    ],
    verdict: 'unhealthy at 4 s: web keeps crashing: restarted 4 times, last exit code 6',
  },
  {
    title: 'a service that crashes once more and then stays up heals, whatever it waited for',
    containers: [
      {
        is: { restartPolicy: 'always', restartCount: 1 },
        course: { 1: { restartCount: 2, startedAt: upEndedAt + 900 } },
      },
    ],
    verdict: 'healthy at 4 s',
  },
  {
    title: 'one restart in the middle starts the three samples anew',
    containers: [{ is: { restartPolicy: 'always' }, course: { 2: { restartCount: 1, startedAt: upEndedAt + 1_500 } } }],
    verdict: 'healthy at 5 s',
  },
  {
    title: 'a one-shot service that exits 0 has done its work',
    containers: [{}, { is: { service: 'migrate' }, course: { 1: { status: 'exited' } } }],
    verdict: 'healthy at 3 s',
  },
  {
    title: 'a one-shot service with restart: on-failure that exits 0 has done its work',
    containers: [{ is: { service: 'migrate', restartPolicy: 'on-failure', status: 'exited' } }],
    verdict: 'healthy at 0 s',
  },
  {
    title: 'exit 0 of a service with restart: unless-stopped is a failure once it stays down',
    containers: [{ is: { restartPolicy: 'unless-stopped', status: 'exited' } }],
    verdict: 'unhealthy at 1 s: web exited with code 0, though its restart is unless-stopped',
  },
  {
    title: 'exit 0 of a service that publishes a port is a failure',
    containers: [{ is: { publishesPorts: true, status: 'exited' } }],
    verdict: 'unhealthy at 0 s: web exited with code 0, though it publishes a port',
  },
  {
    title: 'exit 0 of a service with a healthcheck is a failure',
    containers: [{ is: { health: sick, status: 'exited' } }],
    verdict: 'unhealthy at 0 s: web exited with code 0, though it has a healthcheck',
  },
  {
    title: 'what another service waits for must complete, however long it runs',
    containers: [
      { is: { dependsOn: [{ service: 'migrate', condition: 'service_completed_successfully' }] } },
      { is: { service: 'migrate' }, course: { 9: { status: 'exited' } } },
    ],
    verdict: 'healthy at 9 s',
  },
  {
    title: 'what another service waits for fails with its exit code',
    containers: [
      { is: { dependsOn: [{ service: 'migrate', condition: 'service_completed_successfully' }], status: 'created' } },
      { is: { service: 'migrate' }, course: { 2: { status: 'exited', exitCode: 4 } } },
    ],
    verdict: 'unhealthy at 2 s: migrate exited with code 4',
  },
  {
    title: 'on-failure that has given up is a failure',
    containers: [
      { is: { restartPolicy: 'on-failure' }, course: { 4: { status: 'exited', exitCode: 3, restartCount: 0 } } },
    ],
    verdict: 'healthy at 3 s',
  },
  {
    title: 'on-failure that is down in two samples has given up',
    containers: [{ is: { restartPolicy: 'on-failure', status: 'exited', exitCode: 3 } }],
    verdict: 'unhealthy at 1 s: web exited with code 3',
  },
  {
    title: 'healthy late is healthy, after three healthy samples',
    containers: [{ is: { health: starting }, course: { 10: { health: healthy } } }],
    verdict: 'healthy at 12 s',
  },
  {
    title: 'a healthcheck that never passes keeps the gate waiting; the timeout is the caller’s',
    containers: [{ is: { health: starting } }],
    verdict: 'waiting: web is not healthy yet',
  },
  {
    title: 'unhealthy may heal within a quarter of the timeout',
    containers: [{ is: { health: starting }, course: { 5: { health: sick }, 20: { health: healthy } } }],
    verdict: 'healthy at 22 s',
  },
  {
    title: 'unhealthy for a quarter of the timeout is a failure',
    containers: [{ is: { health: starting }, course: { 5: { health: sick } } }],
    verdict: 'unhealthy at 35 s: web is unhealthy',
  },
  {
    title: 'each container of a scaled service counts',
    containers: [
      { is: { name: 'redshop-web-1' } },
      { is: { name: 'redshop-web-2' }, course: { 2: { status: 'exited', exitCode: 1 } } },
    ],
    verdict: 'unhealthy at 2 s: web exited with code 1',
  },
  {
    title: 'a container that was created and never started keeps the gate waiting',
    containers: [{}, { is: { service: 'job', status: 'created' } }],
    verdict: 'waiting: job was not started',
  },
  {
    title: 'a paused container keeps the gate waiting',
    containers: [{ is: { status: 'paused' } }],
    verdict: 'waiting: web is paused',
  },
  {
    title: 'a service that was unhealthy before and is left alone only warns',
    before: [container({ health: sick, startedAt: upEndedAt - 60_000 })],
    containers: [{ is: { health: sick, startedAt: upEndedAt - 60_000 } }, { is: { service: 'worker' } }],
    verdict: 'healthy at 3 s, but web is unhealthy, as before',
  },
  {
    title: 'a crash loop of before that is left alone only warns',
    before: [container({ restartCount: 7, startedAt: upEndedAt - 10_000, restartPolicy: 'always' })],
    containers: [{ is: { status: 'restarting', restartCount: 8, restartPolicy: 'always', exitCode: 1 } }],
    verdict: 'healthy at 0 s, but web keeps crashing: restarted 8 times, last exit code 1, as before',
  },
  {
    title: 'a service that was unhealthy before and was made anew counts',
    before: [container({ id: 'old', health: sick })],
    containers: [{ is: { status: 'exited', exitCode: 1 } }],
    verdict: 'unhealthy at 0 s: web exited with code 1',
  },
  {
    title: 'a service that had exited before and was started again counts',
    before: [container({ status: 'exited', exitCode: 1, startedAt: upEndedAt - 60_000 })],
    containers: [{ course: { 2: { status: 'exited', exitCode: 1 } } }],
    verdict: 'unhealthy at 2 s: web exited with code 1',
  },
  {
    title: 'a container of an inactive profile that lies there since long only warns',
    before: [container({ service: 'debug', status: 'exited', exitCode: 137, startedAt: 5 })],
    containers: [{}, { is: { service: 'debug', status: 'exited', exitCode: 137, startedAt: 5 } }],
    verdict: 'healthy at 3 s, but debug exited with code 137, as before',
  },
  {
    title: 'a service that was healthy before and breaks when it is left alone fails',
    before: [container({ startedAt: upEndedAt - 60_000 })],
    containers: [{ is: { startedAt: upEndedAt - 60_000 }, course: { 1: { status: 'exited', exitCode: 1 } } }],
    verdict: 'unhealthy at 1 s: web exited with code 1',
  },
  {
    title: 'an engine whose clock is an hour ahead does not stop the gate',
    containers: [{ is: { startedAt: upEndedAt + 3_600_000 } }],
    verdict: 'healthy at 3 s',
  },
]

describe('the gate', () => {
  it.each(cases)('$title', ({ containers, before = [], timeoutMs = 120_000, verdict }) => {
    expect(courseOf(containers, before, timeoutMs)).toBe(verdict)
  })

  it('says nothing before the first sample', () => {
    expect(judge([], { timeoutMs: 1_000, before: [] })).toEqual({ state: 'waiting', findings: [] })
  })
})

function courseOf(containers: Case['containers'], before: readonly ContainerState[], timeoutMs: number): string {
  const samples: Sample[] = []
  let waitsFor = ''
  for (let second = 0; second < 60; second += 1) {
    const states = containers.map(({ is = {}, course = {} }) => stateAt(second, container(is), course))
    samples.push({ afterMs: second * 1_000, at: upEndedAt + second * 1_000, containers: states })
    const verdict = judge(samples, { timeoutMs, before })
    const said = (verdict.state === 'healthy' ? verdict.warnings : verdict.findings)
      .map(({ container: { service }, why }) => `${service} ${why}`)
      .join('; ')
    if (verdict.state === 'healthy') return `healthy at ${second} s${said === '' ? '' : `, but ${said}`}`
    if (verdict.state === 'unhealthy') return `unhealthy at ${second} s: ${said}`
    waitsFor = said
  }
  return `waiting: ${waitsFor}`
}

function stateAt(second: number, start: ContainerState, course: Course): ContainerState {
  const changes = Object.entries(course).filter(([from]) => Number(from) <= second)
  return Object.assign({}, start, ...changes.map(([, change]) => change))
}

describe('the services that are broken', () => {
  it('are those that are down, unhealthy or in a crash loop; nobody else', () => {
    const containers = [
      container({ service: 'web' }),
      container({ service: 'gone', status: 'exited', exitCode: 1 }),
      container({ service: 'sick', health: sick }),
      container({ service: 'fresh', health: starting }),
      container({ service: 'looping', status: 'restarting', restartCount: 9 }),
      container({ service: 'between', restartCount: 9, startedAt: upEndedAt - 500 }),
      container({ service: 'recovered', restartCount: 9, startedAt: upEndedAt - 3_600_000 }),
    ]
    expect(brokenServices(containers, upEndedAt)).toEqual(['gone', 'sick', 'looping', 'between'])
  })
})
