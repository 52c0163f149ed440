import { describe, expect, it } from 'vitest'
import { createDocker } from '../../src/adapters/docker/client.ts'
import type { App } from '../../src/core/app.ts'
import type { ComposeModel, ServiceModel } from '../../src/core/plan/compose-model.ts'
import type { Plan, Reason, ServicePlan } from '../../src/core/plan/plan.ts'
import type { Target } from '../../src/core/target.ts'
import { commandsOf } from '../../src/pipeline/plan-commands.ts'
import { testApp } from '../support/app-samples.ts'

const docker = createDocker({
  processes: { run: () => Promise.reject(new Error('nothing is to be run')) },
  environment: {},
  inputKey: () => Buffer.alloc(32),
})

const target: Target = {
  ...{ project: 'redshop', cwd: '/srv/shop', files: ['/srv/shop/compose.yaml'], envFile: '/srv/shop/.env' },
  ...{ profiles: [], environment: {}, secrets: [] },
}

const service = (name: string, uses?: readonly string[]): ServiceModel => ({
  ...{ name, image: `redshop-${name}`, mounts: [], envFiles: [], dependsOn: [], profiles: [] },
  ...{ publishedPorts: [], hasHealthcheck: false, sections: {} },
  ...(uses && { build: { contexts: [], secretFiles: [], uses, usesServices: [], isUnderstood: true, key: name } }),
})

const model: ComposeModel = {
  ...{ composeVersion: '2.26.1', inactive: [], unset: [], files: [], mayTakeInOthers: false },
  services: [service('app', ['redshop-base']), service('base', []), service('job', []), service('db')],
}

const because = (rule: Reason['rule'], evidence = ''): Reason => ({ rule, evidence, text: 'why' })

const planned = (name: string, action: ServicePlan['action'], more: Partial<ServicePlan> = {}): ServicePlan => ({
  ...{ service: name, action, reasons: [because('context')] },
  ...more,
})

const planOf = (action: Plan['action'], ...services: ServicePlan[]): Plan => ({
  ...{ action, services, reasons: [], warnings: [], tip: 'a'.repeat(40), changed: [], changedTotal: 0 },
})

const compose = 'docker compose -p redshop -f /srv/shop/compose.yaml --env-file /srv/shop/.env --progress plain'
const up = `${compose} up -d --no-build`

const commands = (plan: Plan, app: Partial<App> = {}) =>
  commandsOf({ app: testApp(app), plan, target, model }, docker).map(line => line.replace(compose, '…'))

const forced = { isForced: true, reasons: [because('config-file', 'nginx.conf')] } as const

describe('the commands of a plan', () => {
  it('are none for a plan that leaves everything', () => {
    expect(commands(planOf('skip', planned('db', 'leave')))).toEqual([])
  })

  it('are `up` alone where nothing is built and Compose sees what changed', () => {
    const plan = planOf('up', planned('db', 'recreate', { reasons: [because('definition', 'environment')] }))
    expect(commandsOf({ app: testApp(), plan, target, model }, docker)).toEqual([up])
  })

  it('build an image before those that are made from it, and only what is planned', () => {
    expect(
      commands(planOf('build', planned('app', 'build'), planned('base', 'build'), planned('db', 'leave'))),
    ).toEqual(['… build base', '… build app', '… up -d --no-build'])
  })

  it('name the image of a shared build after the other service', () => {
    const plan = planOf('build', planned('base', 'build'), planned('job', 'build', { sameBuildAs: 'base' }))
    expect(commands(plan)).toEqual(['… build base', 'docker tag redshop-base redshop-job', '… up -d --no-build'])
  })

  it('replace and restart afterwards what Compose sees no difference in', () => {
    const restart = planned('job', 'restart', { reasons: [because('mounted-file', 'job.conf')] })
    expect(commands(planOf('up', planned('db', 'recreate', forced), restart))).toEqual([
      '… up -d --no-build',
      '… up -d --no-build --no-deps --force-recreate db',
      '… restart job',
    ])
  })

  it('replace nothing twice: neither what is built, nor what Compose replaces for another reason', () => {
    const both = { isForced: true, reasons: [...forced.reasons, because('definition', 'environment')] } as const
    const plan = planOf('build', planned('base', 'build', forced), planned('db', 'recreate', both))
    expect(commands(plan)).toEqual(['… build base', '… up -d --no-build'])
  })

  it('replace by force what depends on something replaced by force, and leave to Compose what it replaces', () => {
    const dependsOn = (other: string) => ({ isForced: true, reasons: [because('dependency', other)] }) as const
    expect(
      commands(planOf('up', planned('db', 'recreate', forced), planned('app', 'recreate', dependsOn('db')))),
    ).toEqual(['… up -d --no-build', '… up -d --no-build --no-deps --force-recreate db app'])
    const built = planOf('build', planned('base', 'build'), planned('job', 'recreate', dependsOn('base')))
    expect(commands(built)).toEqual(['… build base', '… up -d --no-build'])
  })

  it('follow the settings of the app', () => {
    const plan = planOf('build', planned('base', 'build'), planned('db', 'recreate', forced))
    expect(commands(plan, { pull: 'always', removeOrphans: true })).toEqual([
      '… build --pull base',
      '… up -d --no-build --remove-orphans',
      '… up -d --no-build --no-deps --force-recreate db',
    ])
  })

  it('are those of a `command` app, quoted as for a shell', () => {
    const app = testApp({
      command: [
        ['make', 'deploy'],
        ['echo', "it's done"],
      ],
    })
    expect(commandsOf({ app, plan: planOf('up') }, docker)).toEqual(['make deploy', "echo 'it'\\''s done'"])
  })
})
