import { describe, expect, it } from 'vitest'
import { printModel, type ServiceModel } from '../../../src/core/plan/compose-model.ts'
import type { ChangedInput, PlanFacts } from '../../../src/core/plan/facts.ts'
import { planDeployment } from '../../../src/core/plan/plan-deployment.ts'
import {
  changedPaths,
  composeModel,
  dedent,
  failedAttempt,
  inShop,
  planFacts,
  service,
  serviceText,
} from '../../support/plan-samples.ts'

interface Row {
  readonly title: string
  readonly services: readonly ServiceModel[]
  /** The services at the last deployment, where they were others. */
  readonly before?: readonly ServiceModel[]
  readonly changed?: string
  readonly facts?: Partial<PlanFacts>
  readonly plan: string
}

const input = (name: string, kind: ChangedInput['kind']): ChangedInput => ({ file: inShop(name), name, kind })
const web = service('web', { context: 'web' })
const db = service('db')
const env = (value: string) => ({ sections: { environment: value } })

const mounts: Row[] = [
  {
    title: 'a single mounted file is read again by a restart alone',
    services: [service('proxy', { mounts: ['file nginx.conf'] }), db],
    changed: 'nginx.conf',
    plan: `
      restart proxy — nginx.conf is mounted into it, and its containers hold the old file until they restart
      leave db`,
  },
  {
    title: 'a mounted folder shows its files by itself',
    services: [service('proxy', { mounts: ['folder html'] })],
    changed: 'html/a/b.html',
    plan: 'leave proxy — html/a/b.html reaches it through the mounted folder html',
  },
  {
    title: 'the whole checkout as a mounted folder shows everything',
    services: [service('proxy', { mounts: ['folder .'] })],
    changed: 'README.md',
    plan: 'leave proxy — README.md reaches it through the mounted folder .',
  },
  {
    title: 'a service that wants it is restarted for files of a mounted folder',
    services: [service('web', { mounts: ['folder src'] }), service('worker', { mounts: ['folder src'] })],
    changed: 'src/a.py src/b.py',
    facts: { restart: ['worker'] },
    plan: `
      leave web — src/a.py reaches it through the mounted folder src, and 1 more
      restart worker — src/a.py reaches it through the mounted folder src, and 1 more`,
  },
  {
    title: 'a mounted folder that git made anew needs a restart',
    services: [service('proxy', { mounts: ['folder html'] })],
    changed: 'html/new.html',
    facts: { replacedFolders: [inShop('html')] },
    plan: dedent(`
      restart proxy — git made the mounted folder html anew, and its containers hold the old one until they restart`),
  },
  {
    title: 'a folder where the mounted file was needs a new container',
    services: [service('proxy', { mounts: ['folder conf'] })],
    changed: 'conf conf/a',
    facts: { replacedFolders: [inShop('conf')] },
    plan: `
      recreate proxy — a file and a folder took each other's place at conf, which is mounted into it, and 1 more`,
  },
  {
    title: 'a file where the mounted folder was needs a new container',
    services: [service('proxy', { mounts: ['file conf'] })],
    changed: 'conf conf/a',
    plan: `
      recreate proxy — a file and a folder took each other's place at conf, which is mounted into it, and 1 more`,
  },
  {
    title: 'a submodule with a mounted file and a mounted folder reaches both',
    services: [
      service('proxy', { mounts: ['file conf/nginx.conf'] }),
      service('files', { mounts: ['folder conf/html'] }),
    ],
    changed: 'conf',
    plan: `
      restart proxy — conf is mounted into it, and its containers hold the old file until they restart
      leave files — conf reaches it through the mounted folder conf/html`,
  },
  {
    title: 'a config from a file is only read by a new container',
    services: [service('proxy', { mounts: ['config nginx.conf'] })],
    changed: 'nginx.conf',
    plan: 'recreate proxy — nginx.conf is a config of it',
  },
  {
    title: 'a secret from a file is only read by a new container',
    services: [service('proxy', { mounts: ['secret tls/key.pem'] }), db],
    facts: { changedInputs: [input('tls/key.pem', 'watch')] },
    plan: `
      recreate proxy — tls/key.pem is a secret of it
      leave db`,
  },
  {
    title: 'a mount from elsewhere on the server is nobody else’s business',
    services: [service('db', { mounts: ['folder /var/lib/db'] })],
    changed: 'var/lib/db/a',
    plan: 'leave db',
  },
]

const definitions: Row[] = [
  {
    title: 'a definition that changed recreates, and names the sections',
    services: [service('db', { sections: { environment: '2', ports: '2', labels: '1' } })],
    before: [service('db', { sections: { environment: '1', ports: '1', labels: '1' } })],
    plan: 'recreate db — its environment and ports changed',
  },
  {
    title: 'a section that vanished counts',
    services: [service('db')],
    before: [service('db', { sections: { ports: '1', command: '1', labels: '1' } })],
    plan: 'recreate db — its command, labels and ports changed',
  },
  {
    title: 'a variable of .env reaches only the services whose definition it changes',
    services: [service('web', env('2')), service('api', env('1'))],
    before: [service('web', env('1')), service('api', env('1'))],
    facts: { changedInputs: [input('.env', 'env')] },
    plan: `
      recreate web — its environment changed (.env)
      leave api`,
  },
  {
    title: 'an env file that changed the environment is named',
    services: [service('web', { envFiles: ['web.env'], sections: { environment: '2', ports: '2' } })],
    before: [service('web', { envFiles: ['web.env'], sections: { environment: '1', ports: '1' } })],
    facts: { changedInputs: [input('web.env', 'env-file')] },
    plan: 'recreate web — web.env changed its environment, and 1 more',
  },
  {
    title: 'an env file in git that changed the environment is named',
    services: [service('web', { envFiles: ['web.env'], ...env('2') })],
    before: [service('web', { envFiles: ['web.env'], ...env('1') })],
    changed: 'web.env',
    plan: 'recreate web — web.env changed its environment',
  },
  {
    title: 'an env file that changed nothing for a service leaves it',
    services: [service('web', { context: 'web', envFiles: ['web.env'] })],
    facts: { changedInputs: [input('web.env', 'watch')] },
    plan: 'leave web',
  },
  {
    title: 'when to pull and to take part is no reason',
    services: [service('db', { sections: { pull_policy: '2', profiles: '2' } })],
    before: [service('db', { sections: { pull_policy: '1', profiles: '1' } })],
    plan: 'leave db',
  },
  {
    title: 'a build block that changed builds',
    services: [service('web', { context: 'web', sections: { build: '2' } })],
    before: [service('web', { context: 'web', sections: { build: '1' } })],
    plan: 'build web — its build changed',
  },
  {
    title: 'another platform builds',
    services: [service('web', { context: 'web', sections: { platform: 'linux/arm64' } })],
    before: [web],
    plan: 'build web — its platform changed',
  },
  {
    title: 'another image name builds: what is there under that name may be old',
    services: [service('web', { context: 'web', image: 'shop' })],
    before: [web],
    plan: 'build web — its image changed',
  },
  {
    title: 'another image to run recreates',
    services: [service('db', { image: 'db:2' })],
    before: [service('db', { image: 'db:1' })],
    plan: 'recreate db — its image changed',
  },
  {
    title: 'a service that is no longer built here is recreated',
    services: [service('web', { image: 'shop' })],
    before: [service('web', { context: 'web', image: 'shop' })],
    plan: 'recreate web — its build changed',
  },
  {
    title: 'other volumes of a built service build: what they covered may be old',
    services: [web],
    before: [service('web', { context: 'web', mounts: ['folder web'] })],
    plan: 'build web — its volumes changed, and where they covered its image, that may be stale',
  },
  {
    title: 'a symlink that leads to another mount recreates, though Compose sees no difference',
    services: [service('db', { sections: { 'mounted symlinks': 'conf-2' } })],
    before: [service('db', { sections: { 'mounted symlinks': 'conf-1' } })],
    plan: 'recreate db — its mounted symlinks changed',
  },
  {
    title: 'a symlink that leads to another build context builds',
    services: [service('web', { context: 'web', sections: { 'build symlinks': 'web-2' } })],
    before: [service('web', { context: 'web', sections: { 'build symlinks': 'web-1' } })],
    plan: 'build web — its build symlinks changed',
  },
  {
    title: 'a new service without the mount makes the image that it shares be built',
    services: [
      service('web', { context: 'web', image: 'shop', mounts: ['folder web'] }),
      service('worker', { image: 'shop' }),
    ],
    before: [service('web', { context: 'web', image: 'shop', mounts: ['folder web'] })],
    plan: `
      build web — worker runs the same image in another way than before, and it may be stale where a mount covers it
      recreate worker — worker is new, and 1 more`,
  },
  {
    title: 'an image that a mount may have left stale is built with the first image made from it',
    services: [
      service('web', { context: 'web', image: 'shop', mounts: ['folder web'] }),
      service('job', { context: 'job', uses: ['shop'] }),
    ],
    before: [service('web', { context: 'web', image: 'shop', mounts: ['folder web'] })],
    plan: `
      build web — job, which is built, may use its image, stale where a mount covers it
      build job — job is new`,
  },
  {
    title: 'a new service is built, or created',
    services: [web, db, service('job', { context: 'job' }), service('cache')],
    before: [web, db],
    plan: `
      leave web
      leave db
      build job — job is new
      recreate cache — cache is new`,
  },
  {
    title: 'what a failed attempt had made of a definition is taken back',
    services: [service('db', env('1'))],
    facts: { failedSince: [failedAttempt('', [service('db', env('2'))])] },
    plan: 'recreate db — its environment differs from that of deployment 7',
  },
  {
    title: 'what a failed attempt had built from another build block is built again',
    services: [web],
    facts: { failedSince: [failedAttempt('', [service('web', { context: 'web', sections: { build: '2' } })])] },
    plan: 'build web — its build differs from that of deployment 7',
  },
]

const dependencies: Row[] = [
  {
    title: 'Compose replaces what depends on a service that it replaces, and what depends on that',
    services: [
      service('db', env('2')),
      service('api', { dependsOn: ['db'] }),
      service('web', { dependsOn: ['api'] }),
      service('cache'),
    ],
    before: [
      service('db', env('1')),
      service('api', { dependsOn: ['db'] }),
      service('web', { dependsOn: ['api'] }),
      service('cache'),
    ],
    plan: `
      recreate db — its environment changed
      recreate api — Compose replaces it with db, which it depends on
      recreate web — Compose replaces it with api, which it depends on
      leave cache`,
  },
  {
    title: 'what is built takes its dependants along',
    services: [web, service('proxy', { dependsOn: ['web'] })],
    changed: 'web/a.ts',
    plan: `
      build web — web/a.ts is in its build context
      recreate proxy — Compose replaces it with web, which it depends on`,
  },
  {
    title: 'a new service and one that does not run take nobody along',
    services: [db, service('cache'), service('web', { dependsOn: ['db', 'cache'] })],
    before: [db, service('web', { dependsOn: ['db', 'cache'] })],
    facts: { down: ['db'] },
    plan: `
      recreate db — no container of db runs
      recreate cache — cache is new
      leave web`,
  },
  {
    title: 'a restart takes only those along that ask for it',
    services: [
      service('proxy', { mounts: ['file nginx.conf'] }),
      service('web', { dependsOn: ['proxy (restart)'] }),
      service('api', { dependsOn: ['proxy'] }),
    ],
    changed: 'nginx.conf',
    plan: `
      restart proxy — nginx.conf is mounted into it, and its containers hold the old file until they restart
      restart web — it is restarted with proxy, which it depends on
      leave api`,
  },
  {
    title: 'a replacement that Compose knows nothing of takes only those along that ask for it',
    services: [
      service('vpn', { mounts: ['secret vpn.key'] }),
      service('web', { dependsOn: ['vpn (restart)'] }),
      service('api', { dependsOn: ['vpn'] }),
    ],
    changed: 'vpn.key',
    plan: `
      recreate vpn — vpn.key is a secret of it
      recreate web — it is replaced with vpn, which it depends on
      leave api`,
  },
  {
    title: 'a service that has to be restarted anyway is replaced where Compose does it',
    services: [web, service('proxy', { mounts: ['file nginx.conf'], dependsOn: ['web'] })],
    changed: 'web/a.ts nginx.conf',
    plan: `
      build web — web/a.ts is in its build context
      recreate proxy — Compose replaces it with web, which it depends on, and 1 more`,
  },
  {
    title: 'a service that is down and a reason of its own keep the stronger',
    services: [service('proxy', { mounts: ['file nginx.conf'] })],
    changed: 'nginx.conf',
    facts: { down: ['proxy'] },
    plan: 'restart proxy — nginx.conf is mounted into it, and its containers hold the old file until they restart',
  },
]

const factsOf = ({ services, before, changed = '', facts }: Omit<Row, 'title' | 'plan'>): PlanFacts =>
  planFacts(services, {
    changed: changedPaths(changed),
    ...(before === undefined ? {} : { livePrint: printModel(composeModel(before)) }),
    ...facts,
  })

/** The services whose containers are replaced even where Compose sees no reason to. */
const forced = (row: Omit<Row, 'title' | 'plan'>): string[] =>
  planDeployment(factsOf(row))
    .services.filter(({ isForced }) => isForced)
    .map(({ service: name }) => name)

describe('a change of what is mounted', () => {
  it.each(mounts)('$title', row => expect(serviceText(factsOf(row))).toBe(dedent(row.plan)))

  it('forces a new container where Compose sees no difference', () => {
    const services = [
      service('proxy', { mounts: ['config nginx.conf'] }),
      service('db', { mounts: ['file my.cnf'] }),
      web,
    ]
    expect(forced({ services, changed: 'nginx.conf my.cnf web/a.ts' })).toEqual(['proxy'])
  })

  it('forces a new container where the old one cannot be started again', () => {
    expect(forced({ services: [service('proxy', { mounts: ['file conf'] })], changed: 'conf/a' })).toEqual(['proxy'])
    const facts = { replacedFolders: [inShop('conf')] }
    expect(forced({ services: [service('db', { mounts: ['folder conf'] })], changed: 'conf', facts })).toEqual(['db'])
  })

  it('forces a new container where the image may come out the same and a file has to be read again', () => {
    const services = [service('web', { context: 'web', mounts: ['file web/app.conf'] })]
    expect(forced({ services, changed: 'web/app.conf web/a.ts' })).toEqual(['web'])
  })
})

describe('a change of a definition', () => {
  it.each(definitions)('$title', row => expect(serviceText(factsOf(row))).toBe(dedent(row.plan)))
})

describe('symlinks on the way to what is mounted', () => {
  it('force a new container where they lead elsewhere, as Compose sees the way alone', () => {
    const sections = (place: string) => ({ sections: { 'mounted symlinks': place } })
    const at = (place: string) => [
      service('db', sections(place)),
      service('web', { context: 'web', ...sections(place) }),
    ]
    expect(forced({ services: at('2'), before: at('1') })).toEqual(['db', 'web'])
  })
})

describe('a change of a config or secret', () => {
  it('forces a new container, as Compose does not look into them', () => {
    const at = (content: string) => [service('db', { sections: { secrets: content } }), service('web', env(content))]
    expect(forced({ services: at('2'), before: at('1') })).toEqual(['db'])
  })
})

describe('services that depend on others', () => {
  it.each(dependencies)('$title', row => expect(serviceText(factsOf(row))).toBe(dedent(row.plan)))

  it('are left by a Compose that replaces them only where they ask for it', () => {
    const services = [
      service('db', env('2')),
      service('api', { dependsOn: ['db'] }),
      service('web', { dependsOn: ['db (restart)'] }),
    ]
    const model = { ...composeModel(services), composeVersion: '2.30.0' }
    const live = printModel({ ...model, services: [service('db', env('1')), ...services.slice(1)] })
    expect(serviceText(planFacts(services, { model, livePrint: live }))).toBe(
      dedent(`
        recreate db — its environment changed
        leave api
        recreate web — Compose replaces it with db, which it depends on`),
    )
  })
})
