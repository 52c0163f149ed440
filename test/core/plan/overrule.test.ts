import { describe, expect, it } from 'vitest'
import type { PlanFacts } from '../../../src/core/plan/facts.ts'
import { planDeployment } from '../../../src/core/plan/plan-deployment.ts'
import {
  changedPaths,
  composeModel,
  dedent,
  failedAttempt,
  planFacts,
  planText,
  service,
  serviceText,
  without,
} from '../../support/plan-samples.ts'

const unbuilt = { always: true, build: false }
const web = service('web', { context: 'web', mounts: ['file web/app.conf'] })
const worker = service('worker', { context: 'worker' })
const shop = [web, worker, service('db')]

const push = (names: string, changes: Partial<PlanFacts> = {}) =>
  planFacts(shop, { changed: changedPaths(names), wishes: unbuilt, ...changes })

const rows: { title: string; facts: PlanFacts; plan: string }[] = [
  {
    title: 'leaves what would have been built, and says so',
    facts: push('web/a.ts worker/b.ts'),
    plan: `
      up: asked for, without building
        leave web
        leave worker
        leave db
      warning: Not built, as asked: web (web/a.ts is in its build context), worker (worker/b.ts is in its build context). The next deployment builds.`,
  },
  {
    title: 'still does what else a service needs',
    facts: push('web/a.ts web/app.conf'),
    plan: `
      up: asked for, without building
      up: web is restarted: web/app.conf is mounted into it, and its containers hold the old file until they restart
        restart web — web/app.conf is mounted into it, and its containers hold the old file until they restart
        leave worker
        leave db
      warning: Not built, as asked: web (web/a.ts is in its build context). The next deployment builds.`,
  },
  {
    title: 'creates a new service from whatever image is there',
    facts: {
      ...push(''),
      livePrint: {
        composeVersion: '2.26.1',
        services: withoutService(planFacts(shop).livePrint?.services ?? {}, 'worker'),
      },
    },
    plan: `
      up: asked for, without building
      up: worker is recreated: worker is new
        leave web
        recreate worker — worker is new
        leave db
      warning: Not built, as asked: worker (worker is new). The next deployment builds.`,
  },
  {
    title: 'does not heed a marker',
    facts: push('', { marker: { file: 'REBUILD_TRIGGER', pushed: false } }),
    plan: `
      up: asked for, without building
        leave web
        leave worker
        leave db
      warning: Not built, as asked: web (REBUILD_TRIGGER is there), worker (REBUILD_TRIGGER is there). The next deployment builds.`,
  },
  {
    title: 'of a first deployment creates everything',
    facts: without(push(''), 'base', 'changed', 'livePrint'),
    plan: `
      up: asked for, without building
      up: web is recreated: first deployment of this project, and so are worker, db
        recreate web — first deployment of this project
        recreate worker — first deployment of this project
        recreate db — first deployment of this project
      warning: Not built, as asked: web (first deployment of this project), worker (first deployment of this project). The next deployment builds.`,
  },
]

function withoutService<T>(services: Readonly<Record<string, T>>, name: string): Record<string, T> {
  return Object.fromEntries(Object.entries(services).filter(([service]) => service !== name))
}

describe('a wish not to build', () => {
  it.each(rows)('$title', ({ facts, plan }) => expect(planText(facts)).toBe(dedent(plan)))

  it('is remembered for the services that should have been built, and only those', () => {
    const { overruled } = planDeployment(push('web/a.ts', { missingImages: ['redshop-worker'] }))
    expect(overruled).toEqual([
      {
        service: 'web',
        reason: { rule: 'context', evidence: 'web/a.ts', text: 'web/a.ts is in its build context' },
      },
    ])
  })

  it('knows that an attempt that failed may have moved the image already', () => {
    const services = [service('web', { context: 'web', image: 'shop' }), service('job', { image: 'shop' })]
    const failedSince = [failedAttempt('web/a', services)]
    expect(serviceText(planFacts(services, { wishes: unbuilt, failedSince }))).toBe(
      dedent(`
        recreate web — deployment 7 may have built its image
        recreate job — deployment 7 may have built its image`),
    )
  })

  it('does not follow a build that was taken back', () => {
    const services = [service('web', { context: 'web', image: 'shop' }), service('job', { image: 'shop' })]
    const facts = planFacts(services, { changed: changedPaths('web/a'), wishes: unbuilt })
    expect(planDeployment(facts).services.map(({ action }) => action)).toEqual(['leave', 'leave'])
  })
})

describe('a build that is owed', () => {
  const owed = planDeployment(push('web/a.ts')).overruled ?? []

  it('is done by the next deployment, for a reason', () => {
    expect(planText(push('README.md', { wishes: {}, overruled: owed }))).toBe(
      dedent(`
        build: web is built: not built last time, though web/a.ts is in its build context
          build web — not built last time, though web/a.ts is in its build context
          leave worker
          leave db`),
    )
  })

  it('is owed on in the same words when it is overruled again', () => {
    expect(planDeployment(push('', { overruled: owed })).overruled).toEqual(owed)
  })

  it('is dropped with its service', () => {
    const facts = push('', { wishes: {}, overruled: owed, model: composeModel([worker]) })
    expect(planDeployment(facts).action).toBe('skip')
  })
})
