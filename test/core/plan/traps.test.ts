import { describe, expect, it } from 'vitest'
import type { BuildModel, ComposeModel, ServiceModel } from '../../../src/core/plan/compose-model.ts'
import type { Trap, TrapFacts } from '../../../src/core/plan/trap.ts'
import { findTraps } from '../../../src/core/plan/traps.ts'

const root = '/srv/shop'

const build = (changes: Partial<BuildModel> = {}): BuildModel => ({
  context: { folder: root },
  dockerfile: `${root}/Dockerfile`,
  contexts: [],
  secretFiles: [],
  uses: [],
  usesServices: [],
  isUnderstood: true,
  key: 'one',
  ...changes,
})

const service = (name: string, changes: Partial<ServiceModel> = {}): ServiceModel => ({
  name,
  image: `redshop-${name}`,
  mounts: [],
  envFiles: [],
  dependsOn: [],
  profiles: [],
  publishedPorts: [],
  hasHealthcheck: true,
  sections: {},
  ...changes,
})

const modelOf = (...services: ServiceModel[]): ComposeModel => ({
  composeVersion: '2.26.1',
  services,
  inactive: [],
  unset: [],
  files: [`${root}/compose.yaml`],
  mayTakeInOthers: false,
})

const nothing: TrapFacts = {
  root,
  paths: ['Dockerfile', 'README.md', 'src/app.py', 'src/jobs.py', 'docs/guide.md', 'docs/more.md'],
  ignore: [],
  pull: 'missing',
  canSwitchColor: true,
  composeTexts: [],
}

const trapsOf = (services: readonly ServiceModel[], facts: Partial<TrapFacts> = {}): Trap[] =>
  findTraps(modelOf(...services), { ...nothing, ...facts })

const web = (changes: Partial<BuildModel> = {}, more: Partial<ServiceModel> = {}) =>
  service('web', { build: build(changes), ...more })

interface Row {
  readonly title: string
  readonly services: readonly ServiceModel[]
  readonly facts?: Partial<TrapFacts>
  /** `kind: what was found`; none for a project without traps. */
  readonly found: readonly string[]
}

const ports = (...publishedPorts: string[]) => [service('web', { image: 'shop:1', publishedPorts })]
const named = (containerName: string) => [service('web', { image: 'shop:1', containerName })]
const withText = (...composeTexts: string[]) => ({ composeTexts })

const rows: readonly Row[] = [
  { title: 'nothing in a plain project', services: [web(), service('db', { image: 'postgres:17' })], found: [] },
  {
    title: 'ignored files that the image holds',
    services: [web()],
    facts: { ignore: ['*.md'] },
    found: [
      'ignored-code: the image of web may hold README.md, docs/guide.md, docs/more.md, and ignore (*.md) keeps a push of these alone from building it',
    ],
  },
  {
    title: 'no ignored files where the image leaves them out, too',
    services: [web({ context: { folder: root, ignore: { file: `${root}/.dockerignore`, text: '**/*.md\n' } } })],
    facts: { ignore: ['*.md'] },
    found: [],
  },
  {
    title: 'no ignored files outside of the context',
    services: [web({ context: { folder: `${root}/src` } })],
    facts: { ignore: ['docs/'] },
    found: [],
  },
  {
    title: 'ignored files in a further context',
    services: [web({ context: { folder: `${root}/src` }, contexts: [{ folder: `${root}/docs` }] })],
    facts: { ignore: ['docs/', 'README.md'] },
    found: [
      'ignored-code: the image of web may hold docs/guide.md, docs/more.md, and ignore (docs/) keeps a push of these alone from building it',
    ],
  },
  {
    title: 'a mounted folder over what the image holds',
    services: [web({}, { mounts: [{ kind: 'directory', source: `${root}/src` }] })],
    found: [
      'covered-code: src is mounted into web and covers src/app.py, src/jobs.py; a change there builds nothing, so what the image holds of it goes stale',
    ],
  },
  {
    title: 'the whole checkout mounted over what the image holds',
    services: [web({}, { mounts: [{ kind: 'directory', source: root }] })],
    found: [
      'covered-code: the checkout is mounted into web and covers Dockerfile, README.md, src/app.py and 3 more; a change there builds nothing, so what the image holds of it goes stale',
    ],
  },
  {
    title: 'a mounted file that the image holds',
    services: [web({}, { mounts: [{ kind: 'file', source: `${root}/src/app.py` }] })],
    found: [
      'covered-code: src/app.py is mounted into web and covers src/app.py; a change there builds nothing, so what the image holds of it goes stale',
    ],
  },
  {
    title: 'no mount of what the image leaves out, no mount elsewhere, and no config',
    services: [
      web(
        { context: { folder: root, ignore: { file: `${root}/.dockerignore`, text: 'docs\n' } } },
        {
          mounts: [
            { kind: 'directory', source: `${root}/docs` },
            { kind: 'directory', source: '/var/lib/shop' },
            { kind: 'directory', source: `${root}/sr` },
            { kind: 'config', source: `${root}/src/app.py` },
          ],
        },
      ),
    ],
    found: [],
  },
  {
    title: 'a remote context',
    services: [service('web', { build: { ...build(), context: undefined } as unknown as BuildModel })],
    found: ['remote-context: web is built from a remote context, and no push tells when that changes'],
  },
  {
    title: 'a base image that cannot be told',
    services: [web({ isUnderstood: false })],
    found: ['unknown-base: the images that the Dockerfile of web starts or copies from cannot be told'],
  },
  {
    title: 'two builds of one image',
    services: [
      service('jobs', { image: 'acme/shop', build: build({ key: 'one' }) }),
      service('mail', { image: 'docker.io/acme/shop:latest', build: build({ key: 'two' }) }),
      service('web', { image: 'acme/shop:2', build: build({ key: 'three' }) }),
    ],
    found: [
      'same-tag: jobs and mail build the image acme/shop:latest from different builds: whichever is built last wins',
    ],
  },
  {
    title: 'nothing in one build that several share',
    services: [
      service('jobs', { image: 'acme/shop', build: build() }),
      service('web', { image: 'acme/shop', build: build() }),
    ],
    found: [],
  },
  {
    title: 'an image that another service builds, and that Compose would ask a registry for',
    services: [web({}, { image: 'acme/shop' }), service('worker', { image: 'acme/shop:latest' })],
    found: [
      'no-pull-policy: worker runs acme/shop:latest, which web builds; where it is not there yet, Compose asks a registry for it',
    ],
  },
  {
    title: 'nothing where it would not ask',
    services: [web({}, { image: 'acme/shop' }), service('worker', { image: 'acme/shop', pullPolicy: 'never' })],
    found: [],
  },
  {
    title: 'another tag of an image that is built here',
    services: [web({}, { image: 'acme/shop:2' }), service('worker', { image: 'acme/shop:1' })],
    found: ['other-tag: worker runs acme/shop:1, and web builds acme/shop:2: worker never gets what is built here'],
  },
  {
    title: 'images without a version that are fetched once',
    services: [
      service('a', { image: 'redis' }),
      service('b', { image: 'registry.example:5000/tool:latest', pullPolicy: 'missing' }),
    ],
    found: [
      'moving-tag: a runs redis:latest, which is fetched once and stays as it was then',
      'moving-tag: b runs registry.example:5000/tool:latest, which is fetched once and stays as it was then',
    ],
  },
  {
    title: 'nothing in versions, digests, and what is always fetched',
    services: [
      service('a', { image: 'redis:8' }),
      service('b', { image: `redis@sha256:${'0'.repeat(64)}` }),
      service('c', { image: 'redis', pullPolicy: 'always' }),
      service('d', { image: 'redis', pullPolicy: 'daily' }),
    ],
    found: [],
  },
  {
    title: 'nothing in images without a version where the app always pulls',
    services: [service('a', { image: 'redis' })],
    facts: { pull: 'always' },
    found: [],
  },
  {
    title: 'a fixed container name',
    services: named('shop-web'),
    facts: withText('services:\n  web: { container_name: shop-web }\n'),
    found: [
      'container-name: the container_name shop-web of web is the same in red and blue: while one color runs, the other cannot start',
    ],
  },
  {
    title: 'no container name that a variable brings, in whole or in part',
    services: [...named('red-shop'), service('db', { image: 'db:1', containerName: 'dbred' })],
    facts: withText('web: { container_name: "${COLOR:-red}-shop" } # red-shop\ndb: { container_name: db$COLOR }'),
    found: [],
  },
  {
    title: 'a fixed port',
    services: ports('127.0.0.1:8080/tcp'),
    facts: withText('ports: ["127.0.0.1:8080:80"]'),
    found: [
      'published-port: the published port 127.0.0.1:8080/tcp of web is the same in red and blue: while one color runs, the other cannot start',
    ],
  },
  {
    title: 'several fixed ports in one sentence',
    services: ports('80/tcp', '443/udp'),
    facts: withText('ports:\n  - published: 80\n    target: 80\n', 'ports: ["443:443/udp"]'),
    found: [
      'published-port: each of the published ports 80/tcp, 443/udp of web is the same in red and blue: while one color runs, the other cannot start',
    ],
  },
  {
    title: 'no port that a variable brings, also by its default',
    services: ports('8080/tcp', '8081/tcp'),
    facts: withText('ports: ["${WEB_PORT:-8080}:80", "$ADMIN_PORT:${INNER:-${OUTER:-8081}}"] # 8080, 8081\n'),
    found: [],
  },
  {
    title: 'no port that only the container has',
    services: ports('8080/tcp'),
    facts: withText('ports:\n  - "127.0.0.1:${WEB_PORT}:8080"\n  - { published: $WEB_PORT, target: 8080 }\n'),
    found: [],
  },
  {
    title: 'a range of fixed ports',
    services: ports('7000/tcp'),
    facts: withText('ports: ["7000-7005:7000-7005"]'),
    found: [
      'published-port: the published port 7000/tcp of web is the same in red and blue: while one color runs, the other cannot start',
    ],
  },
  {
    title: 'no port and no name of an app whose color is fixed',
    services: [service('web', { image: 'shop:1', containerName: 'shop', publishedPorts: ['80/tcp'] })],
    facts: { canSwitchColor: false, ...withText('container_name: shop\nports: ["80:80"]') },
    found: [],
  },
  {
    title: 'all services without a healthcheck in one line',
    services: [
      service('web', { image: 'shop:1', hasHealthcheck: false }),
      service('db', { image: 'db:1' }),
      service('worker', { image: 'shop:1', hasHealthcheck: false }),
      service('base', { image: 'base:1', hasHealthcheck: false, replicas: 0 }),
    ],
    found: [
      'no-healthcheck: without a healthcheck in the Compose file: web, worker; running for 3 s counts as healthy there',
    ],
  },
]

describe('findTraps', () => {
  it.each(rows)('finds $title', ({ services, facts, found }) => {
    expect(trapsOf(services, facts).map(({ kind, text }) => `${kind}: ${text}`)).toEqual(found)
  })

  it('has a remedy and a service for each', () => {
    const all = rows.flatMap(({ services, facts }) => trapsOf(services, facts))
    expect(new Set(all.map(({ kind }) => kind)).size).toBe(11)
    for (const { remedy, services } of all) {
      expect(remedy).toMatch(/^[A-Z].+\.$/)
      expect(services.length).toBeGreaterThan(0)
    }
  })
})
