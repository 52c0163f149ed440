import type { About, Inputs, Step, Version } from '../../src/core/deployment/deployment.ts'
import type { Failure } from '../../src/core/errors.ts'
import type { Plan, ServicePlan } from '../../src/core/plan/plan.ts'

/** A number from 0 to 1, the same sequence each time. */
export type Random = () => number

/** https://en.wikipedia.org/wiki/Xorshift, 32 bit: good enough to spread rows. */
export function createRandom(seed: number): Random {
  let state = seed
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
}

const hexDigits = '0123456789abcdef'

export const hex = (random: Random, length: number): string =>
  Array.from({ length }, () => hexDigits[Math.floor(random() * 16)]).join('')

export const pick = <T>(random: Random, of: readonly T[]): T => of[Math.floor(random() * of.length)] as T

const services = ['web', 'worker', 'api', 'db', 'cache', 'mail', 'proxy', 'search']
const authors = ['Ada Lovelace', 'Grace Hopper', 'Linus Petrov', 'Mira Özgür', 'Jo Ann Becker', 'Tomás Ruiz']
const verbs = ['Fix', 'Show', 'Move', 'Rename', 'Speed up', 'Remove', 'Test', 'Explain']
const things = [
  'the basket',
  'sign-in',
  'the search page',
  'prices with VAT',
  'the mail queue',
  'old images',
  'the footer',
]

const subject = (random: Random): string =>
  `${pick(random, verbs)} ${pick(random, things)} when ${pick(random, things)} is empty (#${Math.floor(random() * 9_000)})`

/** A plan of two to eight services and a dozen changed files. */
export function samplePlan(random: Random): Plan {
  const changed = Array.from({ length: 3 + Math.floor(random() * 12) }, (_, index) => `web/src/pages/part-${index}.ts`)
  const planned = services.slice(0, 2 + Math.floor(random() * 7)).map(
    (service, index): ServicePlan => ({
      service,
      action: index === 0 ? 'build' : 'leave',
      reasons: [
        index === 0
          ? {
              rule: 'context',
              evidence: 'web/src/pages/part-0.ts',
              text: 'web/src/pages/part-0.ts is in its build context',
              more: 7,
            }
          : { rule: 'untouched', text: 'Nothing that it is made of changed' },
      ],
    }),
  )
  return {
    action: 'build',
    reasons: [{ rule: 'changed', text: `${changed.length} files changed since the last deployment` }],
    services: planned,
    warnings: [],
    base: hex(random, 40),
    tip: hex(random, 40),
    changed,
    changedTotal: changed.length,
  }
}

export const sampleInputs = (random: Random): Inputs => ({
  hashes: { '.env': hex(random, 64), 'web/.env': hex(random, 64) },
  composeFiles: ['docker-compose.yml'],
  print: {
    composeVersion: '2.40.3',
    services: Object.fromEntries(
      services
        .slice(0, 5)
        .map(name => [name, Object.fromEntries(['build', 'image', 'rest'].map(part => [part, hex(random, 64)]))]),
    ),
  },
})

export const sampleVersion = (random: Random): Version => ({
  commit: hex(random, 40),
  color: 'red',
  composeFiles: ['docker-compose.yml'],
  images: services.slice(0, 5).map((service, index) => ({
    service,
    id: `sha256:${hex(random, 64)}`,
    name: `redapp-${service}`,
    isBuilt: index < 3,
  })),
})

export function sampleAbout(random: Random): About {
  const commits = Array.from({ length: 1 + Math.floor(random() * 6) }, () => ({
    commit: hex(random, 40),
    subject: subject(random),
    author: pick(random, authors),
  }))
  return { subject: commits[0]?.subject ?? '', author: commits[0]?.author ?? '', commits, total: commits.length }
}

export const sampleFailure = (random: Random): Failure => ({
  code: 'UNHEALTHY',
  message: 'web is restarting for the 3rd time',
  hint: 'The last good version runs again. Read the log of web below.',
  evidence: [
    {
      service: 'web',
      container: 'redapp-web-1',
      state: 'restarting',
      exitCode: 1,
      log: Array.from(
        { length: 40 },
        (_, line) => `${line} Error: connect ECONNREFUSED 10.0.0.${line}:5432 ${hex(random, 40)}`,
      ),
    },
  ],
})

/** As they follow one another; `startedAt` counts from the start of the deployment. */
export function sampleSteps(random: Random, isGood: boolean): Step[] {
  const names = isGood
    ? (['sync', 'plan', 'build', 'up', 'verify', 'report'] as const)
    : (['sync', 'plan', 'build', 'up', 'verify', 'rollback'] as const)
  let startedAt = 0
  return names.map(name => {
    const durationMs = 20 + random() * 9_000
    const step: Step = { name, startedAt, durationMs, result: !isGood && name === 'verify' ? 'failed' : 'done' }
    startedAt += Math.round(durationMs)
    return step
  })
}
