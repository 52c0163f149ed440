import { describe, expect, it } from 'vitest'
import type { ServiceModel } from '../../../src/core/plan/compose-model.ts'
import type { ChangedInput, PlanFacts } from '../../../src/core/plan/facts.ts'
import { planDeployment } from '../../../src/core/plan/plan-deployment.ts'
import { changedPaths, dedent, inShop, planFacts, service, serviceText } from '../../support/plan-samples.ts'

interface Row {
  readonly title: string
  readonly services: readonly ServiceModel[]
  readonly changed: string
  readonly facts?: Partial<PlanFacts>
  readonly plan: string
}

const input = (name: string, kind: ChangedInput['kind']): ChangedInput => ({ file: inShop(name), name, kind })
const web = service('web', { context: 'web' })
const api = service('api', { context: 'api' })
const db = service('db')

const contexts: Row[] = [
  {
    title: 'a source file of one service builds that service alone',
    services: [web, api, db],
    changed: 'web/src/index.ts',
    plan: `
      build web — web/src/index.ts is in its build context
      leave api
      leave db`,
  },
  {
    title: 'a folder whose name only begins like a context is not in it',
    services: [web],
    changed: 'website/index.html webpack.js',
    plan: 'leave web',
  },
  {
    title: 'a file that the ignore file excludes builds nothing',
    services: [service('web', { context: 'web', ignore: 'docs\n*.md' })],
    changed: 'web/docs/a.html web/README.md',
    plan: 'leave web',
  },
  {
    title: 'a file that the ignore file takes back in builds',
    services: [service('web', { context: 'web', ignore: '*\n!src' })],
    changed: 'web/src/a.ts',
    plan: 'build web — web/src/a.ts is in its build context',
  },
  {
    title: 'a file in the contexts of two services builds both',
    services: [service('web', { context: '.' }), api],
    changed: 'api/main.go',
    plan: `
      build web — api/main.go is in its build context
      build api — api/main.go is in its build context`,
  },
  {
    title: 'each service judges by its own ignore file',
    services: [
      service('web', { context: '.', ignore: 'api' }),
      service('api', { context: '.', ignore: 'web', dockerfile: 'api/Dockerfile' }),
    ],
    changed: 'api/main.go',
    plan: `
      leave web
      build api — api/main.go is in its build context`,
  },
  {
    title: 'a file of a further context builds',
    services: [service('web', { context: 'web', contexts: ['shared'] }), api],
    changed: 'shared/lib.ts',
    plan: `
      build web — shared/lib.ts is in its build context
      leave api`,
  },
  {
    title: 'a submodule inside a context builds',
    services: [web],
    changed: 'web/vendor/lib',
    plan: 'build web — web/vendor/lib is in its build context',
  },
  {
    title: 'a submodule with a context inside builds',
    services: [service('web', { context: 'libs/web' })],
    changed: 'libs',
    plan: 'build web — libs is its Dockerfile',
  },
  {
    title: 'a submodule with a context inside builds, whatever the ignore file says of its content',
    services: [service('web', { context: 'libs/web', ignore: '*', dockerfile: 'Dockerfile' })],
    changed: 'libs',
    plan: 'build web — libs holds its build context',
  },
  {
    title: 'a remote context is built for what can be told alone: its definition',
    services: [service('web', { context: 'web' })].map(({ build, ...rest }) =>
      build === undefined
        ? rest
        : {
            ...rest,
            build: {
              contexts: [],
              secretFiles: [],
              uses: [],
              usesServices: [],
              isUnderstood: false,
              key: build.key,
            },
          },
    ),
    changed: 'web/src/a.ts',
    plan: 'leave web',
  },
  {
    title: 'a secret of the build builds',
    services: [service('web', { context: 'web', buildSecrets: ['npm.token'] })],
    changed: 'npm.token',
    plan: 'build web — npm.token is a secret of its build',
  },
  {
    title: 'an untracked file of a context builds',
    services: [service('web', { context: '.' }), service('api', { context: 'api' })],
    changed: '',
    facts: { changedInputs: [input('.env', 'env')] },
    plan: `
      build web — .env is in its build context
      leave api`,
  },
  {
    title: 'an .env outside every context builds nothing by itself',
    services: [web],
    changed: '',
    facts: { changedInputs: [input('.env', 'env')] },
    plan: 'leave web',
  },
  {
    title: 'a watched file that is a part of nothing known builds everything',
    services: [web, api, db],
    changed: '',
    facts: { changedInputs: [input('keys/app.pem', 'watch')] },
    plan: `
      build web — keys/app.pem, which is watched, changed, and what uses it can't be told
      build api — keys/app.pem, which is watched, changed, and what uses it can't be told
      leave db`,
  },
  {
    title: 'a watched file counts as much where it was pushed',
    services: [web, db],
    changed: 'keys/app.pem',
    facts: { changedInputs: [input('keys/app.pem', 'watch')] },
    plan: `
      build web — keys/app.pem, which is watched, changed, and what uses it can't be told
      leave db`,
  },
  {
    title: 'a watched file that one service is built with builds that one',
    services: [service('web', { context: 'web', buildSecrets: ['keys/app.pem'] }), api],
    changed: '',
    facts: { changedInputs: [input('keys/app.pem', 'watch')] },
    plan: `
      build web — keys/app.pem is a secret of its build
      leave api`,
  },
  {
    title: 'scope all builds everything that can be built once anything is',
    services: [web, api, db],
    changed: 'web/a.ts',
    facts: { scope: 'all' },
    plan: `
      build web — web/a.ts is in its build context
      build api — web is built, and the scope is all
      leave db`,
  },
  {
    title: 'scope all builds nothing for itself',
    services: [web, api],
    changed: 'README.md',
    facts: { scope: 'all' },
    plan: `
      leave web
      leave api`,
  },
]

const triggers: Row[] = [
  {
    title: 'a Dockerfile builds the service that it is of',
    services: [web, api],
    changed: 'web/Dockerfile',
    plan: `
      build web — web/Dockerfile is its Dockerfile
      leave api`,
  },
  {
    title: 'a Dockerfile outside its context builds the service that it is of, and no other',
    services: [service('web', { context: 'web', dockerfile: 'deploy/web.Dockerfile' }), api],
    changed: 'deploy/web.Dockerfile',
    plan: `
      build web — deploy/web.Dockerfile is its Dockerfile
      leave api`,
  },
  {
    title: 'a Dockerfile builds even where no trigger names it and the context excludes it',
    services: [service('web', { context: 'web', ignore: '*', dockerfile: 'web/build.txt' })],
    changed: 'web/build.txt',
    facts: { triggers: [] },
    plan: 'build web — web/build.txt is its Dockerfile',
  },
  {
    title: 'an ignore file that appears or vanishes builds',
    services: [web, service('api', { context: 'api', dockerfile: 'deploy/api' })],
    changed: 'web/.dockerignore deploy/api.dockerignore',
    facts: { triggers: [] },
    plan: `
      build web — web/.dockerignore is its build's ignore file
      build api — deploy/api.dockerignore is its build's ignore file`,
  },
  {
    title: 'a lock file builds the services whose context holds it',
    services: [web, api],
    changed: 'web/package-lock.json',
    plan: `
      build web — web/package-lock.json matches the trigger package-lock.json
      leave api`,
  },
  {
    title: 'a trigger that every context excludes builds the services in whose folder it is',
    services: [service('web', { context: 'web', ignore: '*.json' }), api],
    changed: 'web/package.json',
    plan: `
      build web — web/package.json matches the trigger package.json
      leave api`,
  },
  {
    title: 'a trigger that one context holds does not build another that excludes it',
    services: [
      service('web', { context: '.', ignore: 'api', dockerfile: 'web/Dockerfile' }),
      service('api', { context: 'api' }),
    ],
    changed: 'api/package.json',
    plan: `
      leave web
      build api — api/package.json matches the trigger package.json`,
  },
  {
    title: 'a trigger outside every context builds everything',
    services: [web, api, db],
    changed: 'package-lock.json',
    plan: `
      build web — package-lock.json matches the trigger package-lock.json and is in no build context
      build api — package-lock.json matches the trigger package-lock.json and is in no build context
      leave db`,
  },
  {
    title: 'a shared package outside the contexts builds everything where it is named as trigger',
    services: [web, api],
    changed: 'packages/shared/index.ts',
    facts: { triggers: ['packages/shared/'] },
    plan: `
      build web — packages/shared/index.ts matches the trigger packages/shared/ and is in no build context
      build api — packages/shared/index.ts matches the trigger packages/shared/ and is in no build context`,
  },
  {
    title: 'a trigger among ignored paths does not count',
    services: [web],
    changed: 'web/package.json web/a.ts',
    facts: { ignore: ['web/package.json'] },
    plan: 'build web — web/a.ts is in its build context',
  },
  {
    title: 'a trigger builds even where a mount covers it',
    services: [service('web', { context: 'web', mounts: ['folder web'] })],
    changed: 'web/package.json',
    plan: 'build web — web/package.json matches the trigger package.json',
  },
  {
    title: 'an untracked file is no trigger',
    services: [web, api],
    changed: '',
    facts: { changedInputs: [input('.env', 'env')], triggers: ['.env'] },
    plan: `
      leave web
      leave api`,
  },
]

const covers: Row[] = [
  {
    title: 'a file that a mounted folder covers builds nothing',
    services: [service('web', { context: 'web', mounts: ['folder web/src'] })],
    changed: 'web/src/a.ts',
    plan: 'leave web — web/src/a.ts reaches it through the mounted folder web/src',
  },
  {
    title: 'a file beside the mounted folder builds, and the containers are replaced even if the image stays',
    services: [service('web', { context: 'web', mounts: ['folder web/src'] })],
    changed: 'web/src/a.ts web/start.sh',
    facts: { restart: ['web'] },
    plan: 'build web — web/start.sh is in its build context, and 1 more',
  },
  {
    title: 'a file that is mounted itself builds nothing',
    services: [service('web', { context: 'web', mounts: ['file web/app.conf'] })],
    changed: 'web/app.conf',
    plan: 'restart web — web/app.conf is mounted into it, and its containers hold the old file until they restart',
  },
  {
    title: 'a config or secret of the context does not cover: the image has a copy',
    services: [service('web', { context: 'web', mounts: ['config web/app.conf'] })],
    changed: 'web/app.conf',
    plan: 'build web — web/app.conf is in its build context, and 1 more',
  },
  {
    title: 'a mount covers nothing where another service runs the same image without it',
    services: [
      service('web', { context: 'web', image: 'shop', mounts: ['folder web'] }),
      service('worker', { image: 'docker.io/library/shop:latest' }),
    ],
    changed: 'web/a.ts',
    plan: `
      build web — web/a.ts is in its build context
      recreate worker — it runs the image that web builds`,
  },
  {
    title: 'a mount covers where every service of the image has it',
    services: [
      service('web', { context: 'web', image: 'shop', mounts: ['folder web'] }),
      service('worker', { image: 'shop', mounts: ['folder web'] }),
    ],
    changed: 'web/a.ts',
    plan: `
      leave web — web/a.ts reaches it through the mounted folder web
      leave worker — web/a.ts reaches it through the mounted folder web`,
  },
  {
    title: 'a mount covers nothing where another image is built from this one',
    services: [
      service('web', { context: 'web', image: 'shop', mounts: ['folder web'] }),
      service('job', { context: 'job', uses: ['shop'] }),
    ],
    changed: 'web/a.ts',
    plan: `
      build web — web/a.ts is in its build context
      build job — its Dockerfile uses the image of web, which is built`,
  },
  {
    title: 'a mount over the context keeps the one that has it, and not the other with the same build',
    services: [
      service('web', { context: 'app', sameBuild: 'app', mounts: ['folder app'] }),
      service('worker', { context: 'app', sameBuild: 'app' }),
    ],
    changed: 'app/a.ts',
    plan: `
      leave web — app/a.ts reaches it through the mounted folder app
      build worker — app/a.ts is in its build context`,
  },
]

const images: Row[] = [
  {
    title: 'what is built from the image of another service follows it, and so on',
    services: [
      service('base', { context: 'base', image: 'shop-base' }),
      service('api', { context: 'api', uses: ['shop-base:latest'] }),
      service('job', { context: 'job', usesServices: ['api'] }),
      web,
    ],
    changed: 'base/a',
    plan: `
      build base — base/a is in its build context
      build api — its Dockerfile uses the image of base, which is built
      build job — its Dockerfile uses the image of api, which is built
      leave web`,
  },
  {
    title: 'the image that others are built from stays when they are built',
    services: [service('base', { context: 'base', image: 'b' }), service('api', { context: 'api', uses: ['b'] })],
    changed: 'api/a',
    plan: `
      leave base
      build api — api/a is in its build context`,
  },
  {
    title: 'another tag is another image',
    services: [service('base', { context: 'base', image: 'b:2' }), service('api', { context: 'api', uses: ['b:1'] })],
    changed: 'base/a',
    plan: `
      build base — base/a is in its build context
      leave api`,
  },
  {
    title: 'a Dockerfile that can not be read in full may use any image that is built',
    services: [web, service('api', { context: 'api', isUnderstood: false })],
    changed: 'web/a.ts',
    plan: `
      build web — web/a.ts is in its build context
      build api — its Dockerfile may use the image of web, which is built`,
  },
  {
    title: 'a service that runs an image built by another is recreated with it',
    services: [service('web', { context: 'web', image: 'shop' }), service('worker', { image: 'shop:latest' }), db],
    changed: 'web/a.ts',
    plan: `
      build web — web/a.ts is in its build context
      recreate worker — it runs the image that web builds
      leave db`,
  },
  {
    title: 'two services that build one image name are built together, as the last one wins',
    services: [
      service('web', { context: 'web', image: 'shop' }),
      service('worker', { context: 'worker', image: 'shop' }),
    ],
    changed: 'web/a.ts',
    plan: `
      build web — web/a.ts is in its build context
      build worker — web builds an image of the same name`,
  },
  {
    title: 'an image that is gone is built',
    services: [web, api],
    changed: 'README.md',
    facts: { missingImages: ['docker.io/library/redshop-api:latest'] },
    plan: `
      leave web
      build api — the image redshop-api is not there`,
  },
]

const textOf = ({ services, changed, facts }: Row): string =>
  serviceText(planFacts(services, { changed: changedPaths(changed), ...facts }))

describe('building for a build context', () => {
  it.each(contexts)('$title', row => expect(textOf(row)).toBe(dedent(row.plan)))
})

describe('building for a Dockerfile or a trigger', () => {
  it.each(triggers)('$title', row => expect(textOf(row)).toBe(dedent(row.plan)))
})

describe('a mount over a build context', () => {
  it.each(covers)('$title', row => expect(textOf(row)).toBe(dedent(row.plan)))
})

describe('building for an image', () => {
  it.each(images)('$title', row => expect(textOf(row)).toBe(dedent(row.plan)))
  const builtWith = (services: readonly ServiceModel[]) =>
    planDeployment(planFacts(services, { changed: changedPaths('app/a') })).services.map(plan => plan.sameBuildAs)
  const same = { context: 'app', sameBuild: 'app' }

  it('builds what several services share once', () => {
    const services = [service('web', same), service('worker', same), service('cron', { ...same, image: 'shop-cron' })]
    expect(builtWith(services)).toEqual([undefined, 'web', 'web'])
  })

  it('builds it again where another image is made from it, so that it is there in time', () => {
    const job = service('job', { context: 'job', uses: ['redshop-worker'] })
    expect(builtWith([service('web', same), service('worker', same), job])).toEqual([undefined, undefined, undefined])
  })

  it('builds one image once, even where another one is made from it', () => {
    const shared = { ...same, image: 'shop' }
    const job = service('job', { context: 'job', uses: ['shop'] })
    expect(builtWith([service('web', shared), service('worker', shared), job])).toEqual([undefined, 'web', undefined])
  })
})
