import { describe, expect, it } from 'vitest'
import { planBuildWaves } from '../../../src/core/plan/build-waves.ts'
import type { ServiceModel } from '../../../src/core/plan/compose-model.ts'
import { composeModel, service as sampleService } from '../../support/plan-samples.ts'
import { planned } from '../../support/walk.ts'

const service = (name: string, uses: string[] = [], usesServices: string[] = []): ServiceModel =>
  sampleService(name, { context: name, image: `shop-${name}`, uses, usesServices })

const wavesOf = (services: ServiceModel[], built = services.map(({ name }) => name)) =>
  planBuildWaves({ services: planned('build', ...built) }, composeModel(services))

describe('planBuildWaves', () => {
  it('builds side by side what does not need each other', () => {
    expect(wavesOf([service('web'), service('worker')])).toEqual([['web', 'worker']])
  })
  it('builds an image before those that start from it, however it is written', () => {
    const services = [
      service('web', ['shop-base:latest']),
      service('base'),
      service('worker', ['docker.io/library/shop-base']),
    ]
    expect(wavesOf(services)).toEqual([['base'], ['web', 'worker']])
  })
  it('builds a service before those that take its image as a context', () => {
    expect(wavesOf([service('web', [], ['base']), service('base')])).toEqual([['base'], ['web']])
  })
  it('does not wait for an image that is not built now', () => {
    expect(wavesOf([service('web', ['shop-base']), service('base')], ['web'])).toEqual([['web']])
  })
  it('builds what goes in a circle all at once instead of never', () => {
    expect(wavesOf([service('a', ['shop-b']), service('b', ['shop-a']), service('c')])).toEqual([['c'], ['a', 'b']])
  })
  it('builds one after another what goes by one name', () => {
    expect(wavesOf([service('web'), { ...service('worker'), image: 'shop-web:latest' }])).toEqual([['web'], ['worker']])
  })
  it('builds a shared build once', () => {
    const services = [service('web'), service('worker')]
    const plan = {
      services: [
        ...planned('build', 'web'),
        ...planned('build', 'worker').map(one => ({ ...one, sameBuildAs: 'web' })),
      ],
    }
    expect(planBuildWaves(plan, composeModel(services))).toEqual([['web']])
  })
})
