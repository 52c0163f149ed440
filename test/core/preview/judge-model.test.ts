import { describe, expect, it } from 'vitest'
import { judgeModel } from '../../../src/core/preview/judge-model.ts'

const root = '/data/previews/shop/12'
const real = new Map(
  Object.entries({
    [root]: root,
    [`${root}/web`]: `${root}/web`,
    [`${root}/web/Dockerfile`]: `${root}/web/Dockerfile`,
    [`${root}/conf`]: `${root}/conf`,
    [`${root}/conf/nginx.conf`]: `${root}/conf/nginx.conf`,
    [`${root}/leads-out`]: '/etc',
    [`${root}/a$$b`]: `${root}/a$$b`,
    [`${root}/a$$b/Dockerfile`]: `${root}/a$$b/Dockerfile`,
    [`${root}/leads-out/shadow`]: '/etc/shadow',
    '/etc': '/etc',
    '/etc/shadow': '/etc/shadow',
    '/var/run/docker.sock': '/run/docker.sock',
    // A folder whose name begins as the checkout's does.
    [`${root}3`]: `${root}3`,
  }),
)

const keys = (model: unknown, allow: readonly string[] = []): string[] =>
  judgeModel(model, { root, realPaths: real, allow }).map(({ key }) => key)

const ofService = (service: unknown, allow?: readonly string[]) =>
  keys({ services: { web: { image: 'busybox', ...(service as object) } } }, allow)

const bind = (source: string, more: object = {}) => ({ volumes: [{ type: 'bind', source, target: '/x', ...more }] })

describe('a model that stays inside', () => {
  it.each([
    { what: 'what a usual service says', service: usualService() },
    { what: 'keys that say nothing', service: { privileged: false, cap_add: [], devices: null, pid: '' } },
    { what: 'extensions', service: { 'x-anything': { privileged: true } } },
    {
      what: 'namespaces of its own project',
      service: { pid: 'service:db', ipc: 'shareable', network_mode: 'service:db' },
    },
  ])('lets $what through', ({ service }) => {
    expect(ofService(service)).toEqual([])
  })

  it('lets definitions of its own through', () => {
    const model = {
      name: 'pr12-shop',
      services: {},
      networks: { default: { name: 'shop_default', ipam: { config: [{ subnet: '10.0.0.0/24' }] } } },
      volumes: { data: { name: 'shop_data' } },
      configs: { c: { file: `${root}/conf/nginx.conf` }, d: { content: 'x' } },
      secrets: { s: { name: 's', file: `${root}/conf/nginx.conf` } },
    }
    expect(keys(model)).toEqual([])
  })
})

function usualService() {
  return {
    build: { context: `${root}/web`, dockerfile: 'Dockerfile', args: { A: '1' }, cache_from: ['acme/web'] },
    container_name: 'web',
    command: ['serve'],
    environment: { A: null, B: '1' },
    healthcheck: { test: ['CMD', 'true'] },
    labels: { a: 'b' },
    logging: { driver: 'json-file', options: { 'max-size': '1m' } },
    networks: { default: null, inner: { aliases: ['x'] } },
    ports: [{ mode: 'ingress', target: 80, published: '8080', protocol: 'tcp', host_ip: '127.0.0.1' }],
    restart: 'unless-stopped',
    security_opt: ['no-new-privileges:true'],
    deploy: { replicas: 2, resources: { limits: { cpus: 1 } }, placement: {} },
    post_start: [{ command: ['true'], user: 'app' }],
    ulimits: { nofile: 10 },
    volumes: [
      { type: 'volume', source: 'data', target: '/data', volume: {} },
      { type: 'bind', source: `${root}/conf`, target: '/conf', read_only: true, bind: { create_host_path: true } },
      { type: 'tmpfs', target: '/tmp' },
    ],
  }
}

const refusedServices: readonly [key: string, service: object][] = [
  ['privileged', { privileged: true }],
  ['cap_add', { cap_add: ['SYS_ADMIN'] }],
  ['security_opt.0', { security_opt: ['seccomp:unconfined'] }],
  ['security_opt.0', { security_opt: ['no-new-privileges:false'] }],
  ['pid', { pid: 'host' }],
  ['pid', { pid: 'container:redshop-web-1' }],
  ['ipc', { ipc: 'host' }],
  ['ipc', { ipc: 'container:x' }],
  ['uts', { uts: 'host' }],
  ['userns_mode', { userns_mode: 'host' }],
  ['cgroup', { cgroup: 'host' }],
  ['cgroup_parent', { cgroup_parent: '/' }],
  ['network_mode', { network_mode: 'host' }],
  ['network_mode', { network_mode: 'bridge' }],
  ['network_mode', { network_mode: 'container:redshop-web-1' }],
  ['devices', { devices: [{ source: '/dev/kvm', target: '/dev/kvm', permissions: 'rwm' }] }],
  ['device_cgroup_rules', { device_cgroup_rules: ['c 1:3 rwm'] }],
  ['gpus', { gpus: [{ count: -1 }] }],
  ['sysctls', { sysctls: { 'net.core.somaxconn': '1' } }],
  ['runtime', { runtime: 'nvidia' }],
  ['isolation', { isolation: 'hyperv' }],
  ['storage_opt', { storage_opt: { size: '1G' } }],
  ['annotations', { annotations: { 'run.oci.keep_original_groups': '1' } }],
  ['blkio_config', { blkio_config: { weight: 300 } }],
  ['oom_score_adj', { oom_score_adj: -1000 }],
  ['oom_kill_disable', { oom_kill_disable: true }],
  ['credential_spec', { credential_spec: { file: 'x' } }],
  ['external_links', { external_links: ['redshop-db-1'] }],
  ['volumes_from', { volumes_from: ['container:redshop-db-1'] }],
  ['use_api_socket', { use_api_socket: true }],
  ['models', { models: { llm: null } }],
  ['provider', { provider: { type: 'x' } }],
  ['cpu_rt_runtime', { cpu_rt_runtime: 1 }],
  ['something_new', { something_new: 'of a later Compose' }],
  ['post_start.0.privileged', { post_start: [{ command: ['x'], privileged: true }] }],
  ['pre_stop.0.privileged', { pre_stop: [{ command: ['x'], privileged: true }] }],
  ['logging.driver', { logging: { driver: 'syslog', options: { 'syslog-address': 'tcp://x' } } }],
  ['networks.default.driver_opts', { networks: { default: { driver_opts: { a: 'b' } } } }],
  ['ports.0.host_ip', { ports: [{ target: 80, published: '80', protocol: 'tcp', host_ip: '192.0.2.7' }] }],
  ['deploy.resources.reservations.devices', { deploy: { resources: { reservations: { devices: [{ count: 1 }] } } } }],
  ['volumes.0.source', bind('/')],
  ['volumes.0.source', bind('/etc')],
  ['volumes.0.source', bind('/var/run/docker.sock')],
  ['volumes.0.source', bind(`${root}/leads-out`)],
  ['volumes.0.source', bind(`${root}/leads-out/shadow`)],
  ['volumes.0.source', bind(`${root}3`)],
  // Compose halves the dollars when it reads what was judged, and `a$b` leads elsewhere.
  ['volumes.0.source', bind(`${root}/a$$b`)],
  ['volumes.0.source', bind(`${root}/not-there`)],
  ['volumes.0.bind.propagation', bind(`${root}/conf`, { bind: { propagation: 'rshared' } })],
  ['volumes.0.type', { volumes: [{ type: 'npipe', source: 'x', target: 'y' }] }],
  ['volumes.0.cluster', { volumes: [{ type: 'volume', source: 'x', target: 'y', cluster: { a: 1 } }] }],
  ['volumes', { volumes: 'not a list' }],
  ['build.context', { build: { context: '/etc' } }],
  ['build.context', { build: { context: 'https://example.com/repo.git' } }],
  ['build.context', { build: { context: 'git@example.com:acme/shop.git' } }],
  ['build.dockerfile', { build: { context: `${root}/web`, dockerfile: '/etc/shadow' } }],
  ['build.dockerfile', { build: { context: `${root}/web`, dockerfile: `${root}/a$$b/Dockerfile` } }],
  ['build.dockerfile', { build: { context: `${root}/web`, dockerfile: '../../../../etc/missing' } }],
  ['build.additional_contexts.x', { build: { context: `${root}/web`, additional_contexts: { x: '/etc' } } }],
  ['build.additional_contexts.x', { build: { context: `${root}/web`, additional_contexts: { x: 'oci-layout:///x' } } }],
  ['build.ssh', { build: { context: `${root}/web`, ssh: ['default'] } }],
  ['build.entitlements', { build: { context: `${root}/web`, entitlements: ['security.insecure'] } }],
  ['build.privileged', { build: { context: `${root}/web`, privileged: true } }],
  ['build.network', { build: { context: `${root}/web`, network: 'host' } }],
  ['build.cache_to', { build: { context: `${root}/web`, cache_to: ['type=local,dest=/tmp/x'] } }],
  ['build.cache_from.0', { build: { context: `${root}/web`, cache_from: ['type=local,src=/tmp/x'] } }],
  ['build.isolation', { build: { context: `${root}/web`, isolation: 'process' } }],
]

describe('what is not on the list', () => {
  it.each(refusedServices)('refuses services.web.%s: %j', (key, service) => {
    expect(ofService(service)).toEqual([`services.web.${key}`])
  })

  it.each([
    ['networks.x.external', { networks: { x: { name: 'proxy', external: true } } }],
    ['networks.x.driver', { networks: { x: { driver: 'macvlan' } } }],
    ['networks.x.driver_opts', { networks: { x: { driver_opts: { parent: 'eth0' } } } }],
    ['volumes.x.external', { volumes: { x: { name: 'redshop_data', external: true } } }],
    ['volumes.x.driver_opts', { volumes: { x: { driver_opts: { type: 'none', o: 'bind', device: '/etc' } } } }],
    ['volumes.x.driver', { volumes: { x: { driver: 'nfs' } } }],
    ['secrets.x.file', { secrets: { x: { file: '/etc/shadow' } } }],
    ['secrets.x.environment', { secrets: { x: { environment: 'HOME' } } }],
    ['configs.x.environment', { configs: { x: { environment: 'HOME' } } }],
    ['configs.x.file', { configs: { x: { file: `${root}/leads-out/shadow` } } }],
    ['secrets.x.external', { secrets: { x: { external: true } } }],
    ['models', { models: { llm: { model: 'ai/x' } } }],
    ['include', { include: ['oci://example.com/x'] }],
  ])('refuses %s', (key, model) => {
    expect(keys(model)).toEqual([key])
  })

  it.each([null, 42, 'text', [], [1]])('does not fall over %j', model => {
    expect(() => keys(model)).not.toThrow()
    expect(() => keys({ services: model, volumes: model, networks: model })).not.toThrow()
    expect(() => ofService({ build: model, volumes: model, ports: model, deploy: model })).not.toThrow()
  })

  it('names hostile names so that nobody is misled', () => {
    const services = JSON.parse('{"__proto__": {"privileged": true}, "a.b\\u202e\\n": {"privileged": true}}') as unknown
    expect(keys({ services })).toEqual(['services.__proto__.privileged', 'services."a.b\u202e\\n".privileged'])
  })
})

describe('what the app lets through', () => {
  it('is that very key, for one service or for all, and what is below it', () => {
    const service = { cap_add: ['NET_ADMIN'], deploy: { resources: { reservations: { devices: [{ count: 1 }] } } } }
    expect(ofService(service, ['services.web.cap_add', 'services.*.deploy'])).toEqual([])
    expect(ofService(service, ['services.db.cap_add'])).toHaveLength(2)
    expect(ofService({ privileged: true }, ['services.*.cap_add'])).toEqual(['services.web.privileged'])
  })

  it('never lets one container write where another is mounted from', () => {
    const mount = (source: string) => ({ type: 'bind', source, target: '/x' })
    const services = { web: { volumes: [mount(root)] }, db: { volumes: [mount(`${root}/conf`)] } }
    expect(keys({ services })).toEqual([])
    expect(keys({ services }, ['services.web.volumes.*.read_only'])).toEqual(['services.db.volumes.0'])
  })
})
