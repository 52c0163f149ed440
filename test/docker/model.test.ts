import { execFileSync } from 'node:child_process'
import { mkdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ComposeModel, ServiceModel } from '../../src/core/plan/compose-model.ts'
import { type ComposeFolder, openComposeFolder } from '../support/compose-folder.ts'

const serviceOf = (model: ComposeModel, name: string): ServiceModel => {
  const service = model.services.find(it => it.name === name)
  if (service === undefined) throw new Error(`no ${name}`)
  return service
}

/** The services, and of each the sections, that differ between two models. */
const difference = (one: ComposeModel, two: ComposeModel): Record<string, string[]> =>
  Object.fromEntries(
    one.services.flatMap(({ name, sections }) => {
      const other = serviceOf(two, name).sections
      const names = [...new Set([...Object.keys(sections), ...Object.keys(other)])]
      const changed = names.filter(section => sections[section] !== other[section])
      return changed.length > 0 ? [[name, changed.sort()]] : []
    }),
  )

/** What changes in the model when files do. */
async function changeBy(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): Promise<Record<string, string[]>> {
  using project = openComposeFolder(before)
  const one = await project.docker.resolve(project.target())
  project.write(after)
  return difference(one, await project.docker.resolve(project.target()))
}

const full = {
  'app/compose.yml': `
services:
  web:
    build:
      context: ../web
      dockerfile: docker/Dockerfile
      target: final
      args: {BASE: "\${BASE}"}
      additional_contexts: {lib: ../lib, tools: "docker-image://tools:2", api: "service:api"}
      secrets: [token]
    depends_on:
      api: {condition: service_started, restart: true}
      db: {condition: service_healthy}
    env_file: [web.env, {path: maybe.env, required: false}]
    volumes:
      - ../web/src:/src
      - ./nginx.conf:/etc/nginx.conf:ro
      - ./not-there:/data
      - code:/code
      - data:/var/data
    configs: [nginx, inline]
    secrets: [token]
    ports: ["127.0.0.1:8080:80", "53:53/udp", "9000-9001:9000-9001", "7000"]
    healthcheck: {test: "true"}
    container_name: the-web
    pull_policy: missing
  api:
    build: {context: ., dockerfile_inline: "FROM scratch\\nCOPY --from=tools:$\${V} / /\\n", args: {V: 1}}
    image: acme/api
  db: {image: "db:1", healthcheck: {disable: true}, deploy: {replicas: 2}}
  debug: {image: debug, profiles: [debug]}
configs: {nginx: {file: ./nginx.conf}, inline: {content: "hello"}}
secrets: {token: {file: ../token.txt}}
volumes:
  code: {driver: local, driver_opts: {type: none, o: "bind,ro", device: "\${CODE}"}}
  data: {}
`,
  'app/.env': 'BASE=busybox:1\nCODE=/srv/code\n',
  'app/web.env': 'A=1\n',
  'app/nginx.conf': '',
  'web/docker/Dockerfile':
    'ARG BASE=alpine\nFROM ${BASE} AS base\nFROM lib AS final\nCOPY --from=base / /\nCOPY --from=tools / /\n',
  'web/docker/Dockerfile.dockerignore': 'node_modules\n',
  'web/.dockerignore': 'passed over\n',
  'web/src/index.ts': '',
  'lib/.dockerignore': '*.md\n',
  'token.txt': 'hush',
}

describe('the model of a project', () => {
  it('tells how each service is built', async () => {
    using project = openComposeFolder(full)
    const { folder } = project
    const model = await project.docker.resolve(project.target())
    expect(serviceOf(model, 'web').build).toEqual({
      context: {
        folder: `${folder}/web`,
        ignore: { file: `${folder}/web/docker/Dockerfile.dockerignore`, text: 'node_modules\n' },
      },
      dockerfile: `${folder}/web/docker/Dockerfile`,
      contexts: [{ folder: `${folder}/lib`, ignore: { file: `${folder}/lib/.dockerignore`, text: '*.md\n' } }],
      secretFiles: [`${folder}/token.txt`],
      uses: ['busybox:1', 'tools:2'],
      usesServices: ['api'],
      isUnderstood: true,
      key: expect.stringMatching(/^[\w-]{22}$/),
    })
    // The arguments of a build are not for those after FROM.
    expect(serviceOf(model, 'api').build).toEqual({
      context: { folder: `${folder}/app` },
      contexts: [],
      secretFiles: [],
      uses: [],
      usesServices: [],
      isUnderstood: false,
      key: expect.stringMatching(/^[\w-]{22}$/),
    })
    expect(serviceOf(model, 'db')).not.toHaveProperty('build')
  })

  it('tells what each service is given and waits for', async () => {
    using project = openComposeFolder(full)
    const { folder } = project
    const model = await project.docker.resolve(project.target())
    const { build: _, sections, ...web } = serviceOf(model, 'web')
    expect(web).toEqual({
      name: 'web',
      image: 'redshop-web',
      pullPolicy: 'missing',
      mounts: [
        { kind: 'directory', source: `${folder}/web/src` },
        { kind: 'file', source: `${folder}/app/nginx.conf` },
        { kind: 'directory', source: `${folder}/app/not-there` },
        { kind: 'directory', source: '/srv/code' },
        { kind: 'config', source: `${folder}/app/nginx.conf` },
        { kind: 'secret', source: `${folder}/token.txt` },
      ],
      envFiles: [`${folder}/app/web.env`, `${folder}/app/maybe.env`],
      dependsOn: [
        { service: 'api', restart: true },
        { service: 'db', restart: false },
      ],
      profiles: [],
      containerName: 'the-web',
      publishedPorts: ['127.0.0.1:8080/tcp', '53/udp', '9000/tcp', '9001/tcp'],
      hasHealthcheck: true,
    })
    for (const section of [
      'build',
      'environment',
      'volumes',
      'configs',
      'secrets',
      'ports',
      'healthcheck',
      'depends_on',
    ]) {
      expect(sections[section]).toMatch(/^[\w-]{22}$/)
    }
    expect(sections).not.toHaveProperty('command')
    expect(serviceOf(model, 'api').image).toBe('acme/api')
    expect(serviceOf(model, 'db')).toMatchObject({ hasHealthcheck: false, replicas: 2, publishedPorts: [] })
  })

  it('tells the services of active profiles, and the names of the others', async () => {
    using project = openComposeFolder(full)
    const without = await project.docker.resolve(project.target())
    const withThem = await project.docker.resolve(project.target({ profiles: ['debug'] }))
    expect(without.services.map(({ name }) => name)).toEqual(['api', 'db', 'web'])
    expect(without.inactive).toEqual(['debug'])
    expect(serviceOf(withThem, 'debug').profiles).toEqual(['debug'])
    expect(withThem.inactive).toEqual([])
  })

  it('tells the version of Compose and what is unset, and asks for the version once', async () => {
    using project = openComposeFolder({
      'app/compose.yml': 'services: {web: {image: "a:${TAG}"}, db: {image: "b:${OTHER:-1}"}}',
    })
    const model = await project.docker.resolve(project.target())
    expect(model).toMatchObject({ composeVersion: await project.docker.composeVersion(), unset: ['TAG'] })
    const other = await project.docker.resolve(project.target({ environment: { TAG: '2' } }))
    expect(other.unset).toEqual([])
    // One question of the test, one of the model.
    expect(project.spawned.filter(line => line.includes('compose version'))).toHaveLength(2)
  })

  it('follows the symlinks of what is there', async () => {
    using project = openComposeFolder({
      'app/compose.yml': 'services: {web: {build: ./link, volumes: ["./link/new:/new"], env_file: [a.env]}}',
      'elsewhere/Dockerfile': 'FROM scratch',
      'elsewhere/real.env': '',
    })
    const { folder } = project
    symlinkSync('../elsewhere', join(folder, 'app/link'))
    symlinkSync('../elsewhere/real.env', join(folder, 'app/a.env'))
    const web = serviceOf(await project.docker.resolve(project.target()), 'web')
    expect(web.build).toMatchObject({
      context: { folder: `${folder}/elsewhere` },
      dockerfile: `${folder}/elsewhere/Dockerfile`,
    })
    expect(web.mounts).toEqual([{ kind: 'directory', source: `${folder}/elsewhere/new` }])
    expect(web.envFiles).toEqual([`${folder}/elsewhere/real.env`])
  })

  it('tells where symlinks lead, on which nothing else of the model depends', async () => {
    using project = openComposeFolder({
      'app/compose.yml': `
services:
  web: {build: {context: ./web, dockerfile: ../now/Dockerfile}}
  folder: {image: a, volumes: [./now:/a, /etc/mtab:/b]}
  file: {image: a, volumes: [./now/c:/c]}
  config: {image: a, configs: [c], secrets: [c]}
  plain: {image: a, volumes: [./web:/a]}
configs: {c: {file: ./now/c}}
secrets: {c: {file: ./now/c}}`,
      'app/web/a': '',
      'app/v1/c': '',
      'app/v1/Dockerfile': 'FROM a',
      'app/v2/c': '',
      'app/v2/Dockerfile': 'FROM a',
    })
    const link = join(project.folder, 'app/now')
    symlinkSync('v1', link)
    const one = await project.docker.resolve(project.target())
    rmSync(link)
    symlinkSync('v2', link)
    const two = await project.docker.resolve(project.target())
    expect(difference(one, two)).toEqual({
      web: ['build symlinks'],
      folder: ['mounted symlinks'],
      file: ['mounted symlinks'],
      config: ['mounted symlinks'],
    })
    expect(serviceOf(one, 'plain').sections).not.toHaveProperty('mounted symlinks')
  })

  it.each(['app/.env', 'app/web.env'])('quotes nothing of %s where that cannot be read', async file => {
    const compose = 'services: {web: {image: a, env_file: web.env}}'
    for (const line of ['KEY="hunter2 and more', 'KEY="a" "hunter2"', 'KEY hunter2 =']) {
      using project = openComposeFolder({ 'app/compose.yml': compose, 'app/web.env': '', [file]: `${line}\nA=1\n` })
      await expect(project.docker.resolve(project.target())).rejects.toMatchObject({
        code: 'COMPOSE_INVALID',
        message: expect.not.stringContaining('hunter2'),
        hint: expect.stringContaining('a line of an env file'),
      })
    }
  })

  it('tells nothing of a remote context but that it can tell nothing', async () => {
    using project = openComposeFolder({
      'app/compose.yml': 'services: {web: {build: "https://example.org/a.git#main"}}',
    })
    const { build } = serviceOf(await project.docker.resolve(project.target()), 'web')
    expect(build).toMatchObject({ contexts: [], uses: [], isUnderstood: false })
    expect(Object.keys(build ?? {})).not.toContain('context')
  })
})

describe('files that take part', () => {
  const spread = {
    'app/compose.yml': `
include:
  - ../other/compose.yml
  - {path: [inc/a.yml, inc/b.yml], project_directory: work, env_file: [inc/x.env]}
services:
  web: {extends: {file: ../base/common.yml, service: app}, env_file: [web.env]}
`,
    'other/compose.yml': 'services: {db: {image: "db:${TAG}", env_file: db.env}}',
    'other/.env': 'TAG=3\n',
    'other/db.env': '',
    'app/inc/a.yml': 'services: {a: {image: "a:${X}", env_file: a.env}}',
    'app/inc/b.yml': 'include: [more.yml]\nservices: {a: {labels: {b: "1"}}}',
    'app/inc/x.env': 'X=5\n',
    'app/work/a.env': '',
    'app/work/more.yml': 'services: {more: {image: more, env_file: more.env}}',
    'app/work/more.env': '',
    'base/common.yml': 'services: {app: {image: base, env_file: base.env}}',
    'base/base.env': '',
    'app/web.env': '',
  }

  it('are found through include and extends, their env files where Compose sees them', async () => {
    using project = openComposeFolder(spread)
    const { folder } = project
    const target = project.target()
    const model = await project.docker.resolve(target)
    expect(model.files.map(file => file.slice(folder.length + 1)).sort()).toEqual([
      'app/compose.yml',
      'app/inc/a.yml',
      'app/inc/b.yml',
      'app/work/more.yml',
      'base/common.yml',
      'other/compose.yml',
    ])
    expect(model.mayTakeInOthers).toBe(false)
    expect(ourEnvFiles(model)).toEqual(composeEnvFiles(target.cwd))
  })

  it('reach the services whose definition they change, and no other', async () => {
    expect(await changeBy(spread, { 'other/.env': 'TAG=4\n' })).toEqual({ db: ['image'] })
    expect(await changeBy(spread, { 'app/inc/x.env': 'X=6\n' })).toEqual({ a: ['image'] })
    expect(await changeBy(spread, { 'base/base.env': 'NEW=1\n' })).toEqual({ web: ['environment'] })
    const labelled = 'services: {app: {image: base, env_file: base.env, labels: {x: y}}}'
    expect(await changeBy(spread, { 'base/common.yml': labelled })).toEqual({ web: ['labels'] })
  })

  const ourEnvFiles = ({ services }: ComposeModel) =>
    Object.fromEntries(services.map(({ name, envFiles }) => [name, [...envFiles].sort()]))

  /** What Compose itself says, without values. */
  function composeEnvFiles(cwd: string): Record<string, string[]> {
    const words = ['compose', '-f', 'compose.yml', 'config', '--no-interpolate', '--format', 'json']
    const { services } = JSON.parse(execFileSync('docker', words, { cwd, encoding: 'utf8', stdio: 'pipe' })) as {
      services: Record<string, { env_file?: { path: string }[] }>
    }
    return Object.fromEntries(
      Object.entries(services).map(([name, { env_file = [] }]) => [name, env_file.map(({ path }) => path).sort()]),
    )
  }
})

describe('the hashes of sections', () => {
  const variables = {
    'app/compose.yml': `
services:
  web: {image: "web:\${TAG}", environment: {MODE: "\${MODE:-live}"}, configs: [c], secrets: [s], volumes: [vol:/v]}
  api: {build: {context: ., args: {MODE: "\${MODE:-live}"}, secrets: [s]}, networks: [n]}
  db: {image: db, env_file: db.env}
configs: {c: {content: "\${INLINE:-a}"}}
secrets: {s: {environment: TOKEN}}
volumes: {vol: {labels: {a: "\${VOLUME:-a}"}}}
networks: {n: {labels: {a: "\${NETWORK:-a}"}}}
`,
    'app/.env': 'TAG=1\n',
    'app/db.env': 'PASSWORD=one\n',
  }
  const changedBy = (line: string) => changeBy(variables, { 'app/.env': `TAG=1\n${line}\n` })

  it('change for the services that use a variable, and for no other', async () => {
    expect(await changedBy('UNUSED=1')).toEqual({})
    expect(await changedBy('TAG=2')).toEqual({ web: ['image'] })
    expect(await changedBy('MODE=test')).toEqual({ api: ['build'], web: ['environment'] })
    expect(await changeBy(variables, { 'app/db.env': 'PASSWORD=two\n' })).toEqual({ db: ['environment'] })
  })

  it('change with what a service refers to', async () => {
    expect(await changedBy('INLINE=b')).toEqual({ web: ['configs'] })
    expect(await changedBy('TOKEN=b')).toEqual({ api: ['build'], web: ['secrets'] })
    expect(await changedBy('VOLUME=b')).toEqual({ web: ['volumes'] })
    expect(await changedBy('NETWORK=b')).toEqual({ api: ['networks'] })
  })

  it('do not change with comments, order and the form things are written in', async () => {
    const short = 'services: {web: {image: a, command: [], environment: [B=2, A=1], ports: ["80:80"], labels: {}}}'
    const long = `
services:
  # the same
  web:
    ports: [{target: 80, published: "80", protocol: tcp, mode: ingress}]
    environment: {A: "1", B: "2"}
    command: []
    image: a
`
    expect(await changeBy({ 'app/compose.yml': short }, { 'app/compose.yml': long })).toEqual({})
  })

  it('tell nothing of a value', async () => {
    const values = ['s3cret-env', 's3cret-file', 's3cret-arg', 's3cret-inline', 's3cret-token', 's3cret-own']
    using project = openComposeFolder({
      'app/compose.yml': `
services:
  web:
    build: {context: ., args: {A: "\${ARG}"}}
    environment: {A: "\${VALUE}", B: "\${OWN}"}
    command: run --password \${VALUE}
    env_file: web.env
    configs: [c]
    secrets: [s]
    labels: {a: "\${VALUE}"}
    healthcheck: {test: "curl -u \${VALUE}"}
configs: {c: {content: "\${INLINE}"}}
secrets: {s: {environment: TOKEN}}
`,
      'app/.env': 'VALUE=s3cret-env\nARG=s3cret-arg\nINLINE=s3cret-inline\nTOKEN=s3cret-token\n',
      'app/web.env': 'V=s3cret-file\n',
    })
    const model = await project.docker.resolve(project.target({ environment: { OWN: 's3cret-own' } }))
    const text = JSON.stringify(model)
    for (const value of values) expect(text).not.toContain(value)
    expect(serviceOf(model, 'web').sections).toHaveProperty('environment')
  })
})

describe('the key of a build', () => {
  const keysOf = async (services: string, more: Readonly<Record<string, string>> = {}) => {
    using project = openComposeFolder({ 'app/compose.yml': `services: ${services}`, ...more })
    const { services: all } = await project.docker.resolve(project.target())
    return new Set(all.map(({ build }) => build?.key)).size
  }

  it('is the same for the same build, whatever the image is called', async () => {
    expect(await keysOf('{a: {build: .}, b: {build: {context: ./}, image: acme/b, environment: {X: "1"}}}')).toBe(1)
  })

  it('differs by argument, target, Dockerfile, platform and further tags', async () => {
    const builds = '{context: .}, {context: ., args: {A: "1"}}, {context: ., target: t}, {context: ., dockerfile: D}'
    const services = builds
      .split('}, ')
      .map((build, index) => `s${index}: {build: ${build.replace(/}*$/, build.includes('args') ? '}}' : '}')}}`)
    expect(
      await keysOf(
        `{${services.join(', ')}, p: {build: ., platform: linux/amd64}, t: {build: {context: ., tags: [x]}}}`,
      ),
    ).toBe(6)
  })
})

describe('an unchanged project', () => {
  const files = {
    'app/compose.yml': `
include: [inc.yml]
services:
  web:
    build: .
    env_file: [web.env, {path: maybe.env, required: false}]
    volumes: [./there:/there]
`,
    'app/inc.yml': 'services: {db: {image: "db:${TAG:-1}"}}',
    'app/Dockerfile': 'FROM a',
    'app/web.env': 'A=1\n',
  }

  it('is not asked for again: nothing is started', async () => {
    using project = openComposeFolder(files)
    const first = await project.docker.resolve(project.target())
    const started = project.spawned.length
    expect(await project.docker.resolve(project.target())).toBe(first)
    expect(project.spawned).toHaveLength(started)
  })

  const touches: Readonly<Record<string, (project: ComposeFolder) => void>> = {
    'the Compose file': ({ write }) => write({ 'app/compose.yml': 'services: {web: {image: b}}' }),
    'an included file': ({ write }) => write({ 'app/inc.yml': 'services: {db: {image: c}}' }),
    'the .env of an included project, which was not there': ({ write }) => write({ 'app/.env': 'TAG=2\n' }),
    'an env file': ({ write }) => write({ 'app/web.env': 'A=2\n' }),
    'an env file that was not there': ({ write }) => write({ 'app/maybe.env': 'B=1\n' }),
    'the Dockerfile': ({ write }) => write({ 'app/Dockerfile': 'FROM b' }),
    'an ignore file that was not there': ({ write }) => write({ 'app/.dockerignore': 'x' }),
    'the kind of a mount': ({ write }) => write({ 'app/there': 'now a file' }),
    'where a link leads': ({ folder }) => {
      mkdirSync(join(folder, 'elsewhere'))
      symlinkSync('../elsewhere', join(folder, 'app/there'))
    },
  }

  it.each(Object.entries(touches))('is asked for again after a change of %s', async (_, touch) => {
    using project = openComposeFolder(files)
    const target = project.target()
    const first = await project.docker.resolve(target)
    touch(project)
    const second = await project.docker.resolve(target)
    expect(second).not.toEqual(first)
    expect(project.spawned.filter(line => line.includes(' config '))).toHaveLength(2)
  })

  it('is asked for again with other profiles or variables', async () => {
    using project = openComposeFolder(files)
    const first = await project.docker.resolve(project.target())
    const tagged = await project.docker.resolve(project.target({ environment: { TAG: '2' } }))
    expect(difference(first, tagged)).toEqual({ db: ['image'] })
    await project.docker.resolve(project.target({ environment: { TAG: '2' }, profiles: ['x'] }))
    expect(project.spawned.filter(line => line.includes(' config '))).toHaveLength(3)
  })

  it('is always asked for when other files may take part', async () => {
    using project = openComposeFolder({
      'app/compose.yml': 'services: {web: {image: a, env_file: [{path: "${X:-y}.env", required: false}]}}',
    })
    const first = await project.docker.resolve(project.target())
    expect(first.mayTakeInOthers).toBe(true)
    await project.docker.resolve(project.target())
    expect(project.spawned.filter(line => line.includes(' config '))).toHaveLength(2)
  })
})

describe('a copy of the checkout', () => {
  it('gives the model of the checkout itself, where the content is the same', async () => {
    using project = openComposeFolder({ ...full, 'app/link/x': '' })
    symlinkSync('../web', join(project.folder, 'app/linked'))
    project.write({ 'app/more.yml': 'services: {web: {volumes: ["./linked:/linked"]}}' })
    const { copy, target } = project.copy()
    const both = (root: string) => [join(root, 'app/compose.yml'), join(root, 'app/more.yml')]
    const inPlace = await project.docker.resolve(project.target({ files: both(project.folder) }))
    const as = { copy, root: project.folder }
    const copied = await project.docker.resolve({ ...target, files: both(copy) }, undefined, as)
    expect(copied).toEqual(inPlace)
    expect(JSON.stringify(copied)).not.toContain(copy)
  })

  it('gives that of a checkout that is reached by a symlink', async () => {
    using project = openComposeFolder({
      'compose.yml': 'services: {web: {build: ., volumes: ["./src:/src"]}}',
      Dockerfile: 'FROM a',
    })
    const link = join(project.folder, '..', 'link')
    symlinkSync(project.folder, link)
    const at = (root: string) => project.target({ cwd: root, files: [join(root, 'compose.yml')] })
    const inPlace = await project.docker.resolve(at(link))
    const { copy } = project.copy()
    expect(await project.docker.resolve(at(copy), undefined, { copy, root: realpathSync(link) })).toEqual(inPlace)
  })

  it('is forgotten: it may be another one the next time', async () => {
    using project = openComposeFolder(full)
    const { copy, target } = project.copy()
    const as = { copy, root: project.folder }
    const first = await project.docker.resolve(target, undefined, as)
    writeFileSync(join(copy, 'app/web.env'), 'A=2\n')
    expect(difference(first, await project.docker.resolve(target, undefined, as))).toEqual({ web: ['environment'] })
  })

  it('names files where they belong when something is missing', async () => {
    using project = openComposeFolder(full)
    const { copy, target } = project.copy()
    rmSync(join(copy, 'app/web.env'))
    await expect(project.docker.resolve(target, undefined, { copy, root: project.folder })).rejects.toMatchObject({
      code: 'ENV_MISSING',
      message: expect.stringContaining(`do not exist: ${project.folder}/app/web.env`),
    })
    writeFileSync(join(copy, 'app/compose.yml'), 'services: {web: {imagine: 1}}')
    await expect(project.docker.resolve(target, undefined, { copy, root: project.folder })).rejects.toMatchObject({
      code: 'COMPOSE_INVALID',
      message: expect.not.stringContaining(copy),
    })
  })
})

describe('a copy that nobody has looked through', () => {
  const own = "services: {web: {image: 'a:1', env_file: [/etc/hostname, web.env]}}"
  const resolve = (project: ComposeFolder, compose: string) => {
    const { copy, target } = project.copy()
    writeFileSync(join(copy, 'app/compose.yml'), compose)
    return project.docker.resolve(target, undefined, { copy, root: project.folder, isUnreviewed: true })
  }

  it('may take in what the checkout takes in itself', async () => {
    using project = openComposeFolder({ 'app/compose.yml': own, 'app/web.env': 'A=1\n', 'app/.env': 'B=1\n' })
    const model = await resolve(project, `${own.slice(0, -1)}, job: {image: 'b:1', env_file: [/etc/hostname]}}`)
    expect(model.services.map(({ name }) => name)).toEqual(['job', 'web'])
  })

  const bomb = [
    'a: &a [1,1,1,1,1,1,1,1,1]',
    ...'bcdefgh'.split('').map((key, at) => `${key}: &${key} [${`*${'abcdefg'[at]},`.repeat(9)}]`),
  ]
  it.each([
    ['a file of the machine', 'services: {web: {image: a, env_file: [/etc/os-release]}}'],
    ['a file by a variable of the machine', "services: {web: {image: a, env_file: ['${HOME}/.docker/config.json']}}"],
    ['a Compose file of elsewhere', 'include: ["https://example.org/acme/shop.git#main"]\nservices: {web: {image: a}}'],
    ['a base from elsewhere', 'services: {web: {image: a, extends: {file: /srv/other/compose.yml, service: web}}}'],
    ['aliases that multiply', ['services: {web: {image: a}}', ...bomb.map(line => `x-${line}`), ''].join('\n')],
  ])('is not given to Compose with %s', async (_, compose) => {
    using project = openComposeFolder({ 'app/compose.yml': own, 'app/web.env': 'A=1\n' })
    await expect(resolve(project, compose)).rejects.toMatchObject({ code: 'PREVIEW_REFUSED' })
    expect(project.spawned).toEqual([])
  })
})
