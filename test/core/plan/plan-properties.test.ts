import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { printModel } from '../../../src/core/plan/compose-model.ts'
import type { PlanFacts } from '../../../src/core/plan/facts.ts'
import type { Plan } from '../../../src/core/plan/plan.ts'
import { planDeployment } from '../../../src/core/plan/plan-deployment.ts'
import {
  changedPaths,
  composeModel,
  failedAttempt,
  planFacts,
  type ServiceSample,
  service,
  without,
} from '../../support/plan-samples.ts'

const folders = ['web', 'api', 'lib', '.', 'web/src']
const files = ['a.ts', 'src/b.ts', 'Dockerfile', 'package.json', '.dockerignore', 'docs/c.md', 'conf']
const path = fc
  .tuple(fc.constantFrom(...folders), fc.constantFrom(...files))
  .map(([folder, file]) => (folder === '.' ? file : `${folder}/${file}`))
const paths = fc.uniqueArray(path, { maxLength: 6 }).map(names => names.join(' '))
const mount = fc
  .tuple(fc.constantFrom('folder', 'file', 'config', 'secret'), path)
  .map(([kind, place]) => `${kind} ${kind === 'folder' ? place.split('/')[0] : place}`)
const word = fc.constantFrom('1', '2')

const sample: fc.Arbitrary<ServiceSample> = fc
  .record(
    {
      context: fc.constantFrom(...folders),
      ignore: fc.constantFrom('docs', '*\n!src', '**/*.md', 'src'),
      image: fc.constantFrom('shop', 'other'),
      mounts: fc.uniqueArray(mount, { maxLength: 2 }),
      uses: fc.uniqueArray(fc.constantFrom('shop', 'redshop-one', 'alpine'), { maxLength: 2 }),
      isUnderstood: fc.boolean(),
      sameBuild: word,
      dependsOn: fc.uniqueArray(fc.constantFrom('one', 'two (restart)'), { maxLength: 1 }),
      sections: fc.record({ environment: word, build: word }, { requiredKeys: [], noNullPrototype: true }),
    },
    { requiredKeys: [], noNullPrototype: true },
  )
  .map(({ context, sections = {}, ...rest }) => {
    const { build, ...others } = sections
    return context === undefined ? { ...rest, sections: others } : { ...rest, context, sections }
  })

const services = fc
  .tuple(sample, sample, sample)
  .map(samples => samples.map((each, at) => service(['one', 'two', 'three'][at] ?? '', each)))

const facts: fc.Arbitrary<PlanFacts> = fc
  .record({
    now: services,
    before: fc.option(services),
    changed: paths,
    failed: fc.option(fc.record({ names: paths, saw: services })),
    wishes: fc.constantFrom({}, {}, { always: true }, { always: true, build: true }, { always: true, build: false }),
    scope: fc.constantFrom('changed' as const, 'all' as const),
    restart: fc.subarray(['one', 'two']),
    down: fc.subarray(['two', 'three']),
    ignore: fc.subarray(['*.md', 'web/']),
    marker: fc.option(fc.constant({ file: 'REBUILD_TRIGGER', pushed: false })),
  })
  .map(({ now, before, changed, failed, marker, ...rest }) =>
    planFacts(now, {
      changed: changedPaths(changed),
      ...(before === null ? {} : { livePrint: printModel(composeModel(before)) }),
      ...(failed === null ? {} : { failedSince: [failedAttempt(failed.names, failed.saw)] }),
      ...(marker === null ? {} : { marker }),
      ...rest,
    }),
  )

const builds = ({ services: planned }: Plan): string[] =>
  planned.filter(({ action }) => action === 'build').map(({ service: name }) => name)

/** Whatever was built without the path is built with it. */
const losesNone = (less: PlanFacts, more: PlanFacts): boolean => {
  const built = builds(planDeployment(more))
  return builds(planDeployment(less)).every(name => built.includes(name))
}

const addPath = (given: PlanFacts, name: string): PlanFacts => ({
  ...given,
  changed: [...(given.changed ?? []), ...changedPaths(name)],
})

describe('every plan', () => {
  it('builds each service of which a file of the context changed, where nothing is ignored, excluded or mounted', () => {
    const plain = services.map(all => all.map(({ mounts, ...rest }) => ({ ...rest, mounts: [] })))
    const property = fc.property(plain, path, (all, name) => {
      const holding = all.filter(({ build }) => {
        const folder = build?.context?.ignore === undefined ? build?.context?.folder : undefined
        return folder !== undefined && `/srv/shop/${name}`.startsWith(`${folder}/`)
      })
      const built = builds(planDeployment(planFacts(all, { changed: changedPaths(name) })))
      expect(built).toEqual(expect.arrayContaining(holding.map(({ name: holder }) => holder)))
    })
    fc.assert(property, { numRuns: 400 })
  })

  it('loses no build when one more file changes', () => {
    fc.assert(
      fc.property(facts, path, (given, name) => losesNone(given, addPath(given, name))),
      { numRuns: 400 },
    )
  })

  it('loses no build when an attempt failed before', () => {
    const property = fc.property(facts, paths, services, (given, names, saw) =>
      losesNone(given, { ...given, failedSince: [...given.failedSince, failedAttempt(names, saw, 8)] }),
    )
    fc.assert(property, { numRuns: 400 })
  })

  it('builds everything that can be built when what changed is not known', () => {
    const property = fc.property(facts, given => {
      const { model, wishes } = given
      const all = model?.services.filter(({ build }) => build).map(({ name }) => name)
      const plan = planDeployment(without(given, 'changed'))
      expect(builds(plan)).toEqual(wishes.build === false ? [] : all)
    })
    fc.assert(property)
  })

  it('has a reason for itself and for every service, and builds if and only if a service is built', () => {
    const property = fc.property(facts, given => {
      const plan = planDeployment(given)
      expect(plan.reasons.length).toBeGreaterThan(0)
      expect(plan.services.every(({ reasons }) => reasons.length > 0)).toBe(true)
      expect(plan.action === 'build').toBe(builds(plan).length > 0)
      if (plan.action === 'skip') expect(plan.services.every(({ action }) => action === 'leave')).toBe(true)
    })
    fc.assert(property)
  })

  it('builds only what is built here, and nothing against a wish', () => {
    const property = fc.property(facts, given => {
      const plan = planDeployment(given)
      const buildable = given.model?.services.filter(({ build }) => build).map(({ name }) => name)
      expect(buildable).toEqual(expect.arrayContaining(builds(plan)))
      if (given.wishes.build === false) expect(plan.action).toBe('up')
    })
    fc.assert(property)
  })

  it('is never to do nothing when somebody asks, an attempt failed, or a container is gone', () => {
    const property = fc.property(facts, given => {
      const hasCause = given.wishes.always || given.failedSince.length > 0 || given.down.length > 0
      return !hasCause || planDeployment(given).action !== 'skip'
    })
    fc.assert(property)
  })

  it('owes what it did not build: the next deployment builds it', () => {
    const property = fc.property(facts, given => {
      const unbuilt = planDeployment({ ...without(given, 'marker'), wishes: { always: true, build: false } })
      const { model } = given
      if (model === undefined) return
      const next = planFacts(model.services, { overruled: unbuilt.overruled ?? [] })
      const wanted = builds(planDeployment({ ...without(given, 'marker'), wishes: {} }))
      expect(builds(planDeployment(next))).toEqual(expect.arrayContaining(wanted))
    })
    fc.assert(property, { numRuns: 300 })
  })
})

describe('planning', () => {
  it('takes no time for 3,000 changed files and 50 services', () => {
    const names = Array.from({ length: 50 }, (_, at) => `s${at}`)
    const all = names.map(name =>
      service(name, {
        context: `services/${name}`,
        ignore: 'node_modules\n**/*.md\ndist\n!dist/keep\n',
        mounts: ['file nginx.conf', `folder services/${name}/static`],
      }),
    )
    const changed = Array.from({ length: 3_000 }, (_, at) => `services/s${at % 50}/src/deep/file${at}.ts`).join(' ')
    const given = planFacts(all, { changed: changedPaths(changed), ignore: ['docs/', '*.md'] })
    const times = Array.from({ length: 5 }, () => {
      const before = process.cpuUsage()
      expect(builds(planDeployment(given))).toEqual(names)
      const { user, system } = process.cpuUsage(before)
      return (user + system) / 1_000
    })
    // The goal is 150 ms; the rest is for the machine's other business.
    expect(Math.min(...times)).toBeLessThan(300)
  })
})
