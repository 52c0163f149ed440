import { describe, expect, it } from 'vitest'
import { buildWords, compose, restartWords, upWords, withOverride } from '../../../src/adapters/docker/argv.ts'
import { formatImageName } from '../../../src/adapters/docker/image-names.ts'
import type { Inspected } from '../../../src/adapters/docker/inspected.ts'
import { parseRefs, toContainerStates } from '../../../src/adapters/docker/parse-container.ts'
import { idsByName, parseImages } from '../../../src/adapters/docker/parse-image.ts'
import { parseListeners } from '../../../src/adapters/docker/port-holder.ts'
import { readPorts } from '../../../src/adapters/docker/ports.ts'
import { formatCommand } from '../../../src/core/command.ts'

const labels = {
  'com.docker.compose.depends_on': 'mig:service_completed_successfully:false,db:service_healthy:true',
  'com.docker.compose.oneoff': 'False',
  'com.docker.compose.project': 'redexp',
  'com.docker.compose.service': 'web',
}

/** One container as `docker inspect` of Engine 20.10 shows it, without what nobody reads. */
const inspected = (more: object = {}, state: object = {}): Inspected => ({
  Id: '30b47a3b',
  Name: '/redexp-web-1',
  Image: 'sha256:1087',
  RestartCount: 0,
  State: {
    Status: 'running',
    ExitCode: 0,
    OOMKilled: false,
    Error: '',
    StartedAt: '2026-11-22T03:59:33.375056086Z',
    Health: { Status: 'starting', Log: [{ ExitCode: 1, Output: 'refused\n' }] },
    ...state,
  },
  Config: { Image: 'redexp-web', Labels: labels },
  HostConfig: { RestartPolicy: { Name: '' }, PortBindings: { '8080/tcp': [{}] } },
  ...more,
})

describe('toContainerStates', () => {
  it('reads what the gate needs', () => {
    expect(toContainerStates([inspected()])).toEqual([
      {
        id: '30b47a3b',
        name: 'redexp-web-1',
        service: 'web',
        image: 'sha256:1087',
        imageName: 'redexp-web',
        status: 'running',
        exitCode: 0,
        outOfMemory: false,
        startedAt: Date.UTC(2026, 10, 22, 3, 59, 33, 375),
        restartCount: 0,
        restartPolicy: 'no',
        health: { status: 'starting', lastOutput: 'refused (exit code 1)' },
        publishesPorts: true,
        dependsOn: [
          { service: 'mig', condition: 'service_completed_successfully' },
          { service: 'db', condition: 'service_healthy' },
        ],
      },
    ])
  })

  it('knows a container that never started, and one whose healthcheck is switched off', () => {
    const [state] = toContainerStates([
      inspected({}, { Status: 'created', StartedAt: '0001-01-01T00:00:00Z', Health: { Status: 'none' } }),
    ])
    expect(state).not.toHaveProperty('startedAt')
    expect(state).not.toHaveProperty('health')
  })

  it('leaves out one-off containers and those that are not of Compose', () => {
    const oneOff = inspected({ Config: { Image: 'x', Labels: { ...labels, 'com.docker.compose.oneoff': 'True' } } })
    const stranger = inspected({ Config: { Image: 'x', Labels: null } })
    expect(toContainerStates([oneOff, stranger])).toEqual([])
  })
})

describe('parseRefs', () => {
  it('reads containers with and without a Compose project', () => {
    expect(parseRefs('a\tshop-web-1\trunning\tshop\t/srv/shop\nb\tother\texited\t\t\n')).toEqual([
      { ref: { id: 'a', name: 'shop-web-1', isRunning: true, project: 'shop' }, folder: '/srv/shop' },
      { ref: { id: 'b', name: 'other', isRunning: false }, folder: '' },
    ])
  })
})

describe('image names', () => {
  it.each([
    ['redis', 'redis:latest'],
    ['docker.io/library/redis:7', 'redis:7'],
    ['localhost:5000/shop', 'localhost:5000/shop:latest'],
    ['ghcr.io/acme/shop:v1', 'ghcr.io/acme/shop:v1'],
    ['redis@sha256:ab', 'redis@sha256:ab'],
  ])('reads %s as %s', (name, full) => {
    expect(formatImageName(name)).toBe(full)
  })

  it('finds tags, digests and ids', () => {
    const images = parseImages(
      '["sha256:cd",["redis:7"],["redis@sha256:ab"]]\n["sha256:ef",["a:1","docker.io/library/b"],null]',
    )
    const [first, second] = ['sha256:cd', 'sha256:ef']
    expect([...idsByName(images)]).toEqual([
      [first, first],
      ['redis:7', first],
      ['redis@sha256:ab', first],
      [second, second],
      ['a:1', second],
      ['b:latest', second],
    ])
  })
})

describe('parseListeners', () => {
  it('finds the sockets that listen on a port, not those connected to it', () => {
    const table = [
      '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
      '   0: 0100007F:4A36 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 12345 1 0000 100',
      '   1: 0100007F:4A36 0100007F:D431 01 00000000:00000000 00:00000000 00000000     0        0 67890 1 0000 100',
      '   2: 0100007F:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 11111 1 0000 100',
    ].join('\n')
    expect(parseListeners(table, 0x4a36)).toEqual(['12345'])
  })
})

describe('a Compose command', () => {
  const target = {
    project: 'redshop',
    cwd: '/srv/shop',
    files: ['/srv/shop/a.yml', '/srv/shop/b.yml'],
    envFile: '/srv/shop/.env',
    profiles: ['debug'],
    environment: { OWN: '1', COMPOSE_ANSI: 'always' },
    secrets: [],
  }

  it('names project, files, environment file and profiles', () => {
    expect(formatCommand(compose(target, {}, ['up', '-d']))).toBe(
      'docker compose -p redshop -f /srv/shop/a.yml -f /srv/shop/b.yml --env-file /srv/shop/.env --profile debug --progress plain up -d',
    )
  })

  it('names an empty environment file where the app has none', () => {
    const { envFile: _, ...without } = target
    expect(compose(without, {}, ['up']).argv).toContain('/dev/null')
  })

  it('has the minimal environment and the app’s own, and nothing colored', () => {
    const { cwd, env } = compose(target, { PATH: '/bin' }, [])
    expect(cwd).toBe('/srv/shop')
    expect(env).toMatchObject({ PATH: '/bin', OWN: '1', COMPOSE_ANSI: 'never', NO_COLOR: '1' })
  })

  it('puts a further Compose file after the target’s own', () => {
    const { argv } = compose(withOverride(target, { override: '/tmp/images.yml' }), {}, [])
    expect(argv.filter((_, index) => argv[index - 1] === '-f')).toEqual([...target.files, '/tmp/images.yml'])
    expect(withOverride(target, {})).toBe(target)
  })

  it.each([
    [upWords({ removeOrphans: false }), 'up -d --no-build'],
    [upWords({ removeOrphans: true, pullNever: true }), 'up -d --no-build --remove-orphans --pull never'],
    [
      upWords({ removeOrphans: false, recreate: ['web', 'api'] }),
      'up -d --no-build --no-deps --force-recreate web api',
    ],
    [upWords({ removeOrphans: false, recreate: [] }), 'up -d --no-build'],
    [buildWords({ services: ['web'], noCache: false, pull: false }), 'build web'],
    [buildWords({ services: ['web', 'api'], noCache: true, pull: true }), 'build --no-cache --pull web api'],
    [restartWords(['web']), 'restart web'],
  ])('%j says %s', (words, line) => {
    expect(words.join(' ')).toBe(line)
  })
})

describe('published ports', () => {
  it('are those that are fixed, each once, with their address', () => {
    const ports = [
      { published: '80', protocol: 'tcp' },
      { published: 80 },
      { published: '53', protocol: 'udp', host_ip: '127.0.0.1' },
      { published: '8000-8010', host_ip: '::1' },
      { published: '0' },
      {},
    ]
    expect(readPorts(ports)).toEqual(['80/tcp', '127.0.0.1:53/udp', '[::1]:8000-8010/tcp'])
    expect(readPorts(null)).toEqual([])
  })
})
