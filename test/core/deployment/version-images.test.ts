import { describe, expect, it } from 'vitest'
import type { VersionImage } from '../../../src/core/deployment/deployment.ts'
import { planImagesBack } from '../../../src/core/deployment/images-back.ts'
import { imagesThatRun } from '../../../src/core/deployment/version-images.ts'
import type { ContainerState } from '../../../src/core/health/container-state.ts'
import type { ComposeModel, ServiceModel } from '../../../src/core/plan/compose-model.ts'
import { containerState } from '../../support/container-state.ts'
import { composeModel, service } from '../../support/plan-samples.ts'

const container = (service: string, image: string, more: Partial<ContainerState> = {}) =>
  containerState(service, { id: `${service}-${more.status ?? 'running'}`, image, ...more })

const model = (...services: ServiceModel[]): ComposeModel => composeModel(services)

const image = (name: string, id: string, isBuilt = true): VersionImage => ({
  service: name,
  id,
  name: `redshop-${name}`,
  isBuilt,
})

describe('the images that run', () => {
  const project = 'redshop'

  it('are those of the containers, each by its service, and tell which of them this project built', () => {
    const containers = [container('web', 'sha256:1'), container('db', 'sha256:2', { imageName: 'postgres:17' })]
    expect(imagesThatRun({ containers, project })).toEqual([
      { service: 'db', id: 'sha256:2', name: 'postgres:17', isBuilt: false },
      { service: 'web', id: 'sha256:1', name: 'redshop-web', isBuilt: true },
    ])
  })

  it('count as built where another service builds an image of that name', () => {
    const containers = [container('worker', 'sha256:1', { imageName: 'acme/shop:latest' })]
    const known = model(service('web', { image: 'acme/shop', context: '.' }), service('worker', { image: 'acme/shop' }))
    expect(imagesThatRun({ containers, project, model: known })).toMatchObject([{ isBuilt: true }])
  })

  it('are told from one that runs, where a replacement was never started', () => {
    const containers = [
      container('web', 'sha256:new', { status: 'created' }),
      container('web', 'sha256:old'),
      container('web', 'sha256:older', { status: 'exited' }),
    ]
    expect(imagesThatRun({ containers, project })).toMatchObject([{ service: 'web', id: 'sha256:old' }])
  })

  it('that run by their id are named as the model names them', () => {
    const containers = [container('db', 'sha256:2', { imageName: 'sha256:2' })]
    expect(imagesThatRun({ containers, project, model: model(service('db', { image: 'postgres:17' })) })).toMatchObject(
      [{ name: 'postgres:17', isBuilt: false }],
    )
  })

  it('of services without a container are those of the version before', () => {
    const known = [image('web', 'sha256:0'), image('migrate', 'sha256:3')]
    expect(imagesThatRun({ containers: [container('web', 'sha256:1')], project, known })).toEqual([
      image('migrate', 'sha256:3'),
      image('web', 'sha256:1'),
    ])
  })
})

describe('an image comes back', () => {
  const [built, pulled] = [image('web', 'sha256:1'), image('db', 'sha256:2', false)]
  const known = model(service('web', { image: 'redshop-web', context: '.' }), service('db', { image: 'redshop-db' }))
  const nothing = { retag: [], byId: [], build: [], pull: [] }

  it('by nothing at all while its name means it', () => {
    const ids = new Map([
      ['sha256:1', 'sha256:1'],
      ['redshop-web', 'sha256:1'],
    ])
    expect(planImagesBack([built], known, ids)).toEqual(nothing)
  })

  it('by its name, where this project built it', () => {
    const ids = new Map([
      ['sha256:1', 'sha256:1'],
      ['redshop-web', 'sha256:9'],
    ])
    expect(planImagesBack([built], known, ids)).toEqual({ ...nothing, retag: [built] })
  })

  it('by its id, where others may use the name', () => {
    const ids = new Map([
      ['sha256:2', 'sha256:2'],
      ['redshop-db', 'sha256:9'],
    ])
    expect(planImagesBack([pulled], known, ids)).toEqual({ ...nothing, byId: [pulled] })
  })

  it('by a build where it is gone, or by its registry where it is not built here', () => {
    expect(planImagesBack([built, pulled], known, new Map())).toEqual({ ...nothing, build: [built], pull: [pulled] })
  })

  it('not at all for a service that the Compose files do not know', () => {
    expect(planImagesBack([built], model(), new Map([['sha256:1', 'sha256:1']]))).toEqual(nothing)
  })
})
