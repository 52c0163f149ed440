import { dockerfileInside, furtherContext, insideCheckout } from './path-rules.ts'
import {
  anything,
  both,
  isMapping,
  type Judging,
  listOf,
  mapOf,
  oneOf,
  only,
  type Place,
  type Rule,
  text,
} from './rule.ts'

/** Of another container of the same project; never the host's, nor that of a foreign container. */
const ownOrService = text(value => /^service:[^:]+$/.test(value) || ['private', 'shareable', 'none'].includes(value))
const ofService = text(value => /^service:[^:]+$/.test(value))

const cacheFrom = text(value => !value.includes('=') || /^type=registry(?:,ref=[^,]+)?$/.test(value))

const build = both(
  only({
    context: insideCheckout,
    dockerfile: anything,
    dockerfile_inline: anything,
    additional_contexts: mapOf(furtherContext),
    args: anything,
    cache_from: listOf(cacheFrom),
    extra_hosts: anything,
    labels: anything,
    network: oneOf('default', 'none'),
    no_cache: anything,
    no_cache_filter: anything,
    platforms: anything,
    pull: anything,
    secrets: anything,
    shm_size: anything,
    tags: anything,
    target: anything,
    ulimits: anything,
  }),
  dockerfileInside,
)

const bind = only({
  type: anything,
  source: insideCheckout,
  target: anything,
  read_only: anything,
  consistency: anything,
  bind: only({
    create_host_path: anything,
    propagation: oneOf('rprivate', 'private'),
    selinux: anything,
    recursive: anything,
  }),
})

const otherMount = only({
  type: oneOf('volume', 'tmpfs', 'image'),
  source: anything,
  target: anything,
  read_only: anything,
  consistency: anything,
  volume: only({ nocopy: anything, subpath: anything }),
  tmpfs: anything,
  image: anything,
})

const mount: Rule = (value, place, judging) =>
  (isMapping(value) && value.type === 'bind' ? bind : otherMount)(value, place, judging)

/** Those of this machine that everybody or nobody reaches: a preview gets ports of its own at the same. */
const hostIp = oneOf('0.0.0.0', '127.0.0.1', '::', '::1')
const port = only({
  mode: oneOf('ingress', 'host'),
  target: anything,
  published: anything,
  protocol: oneOf('tcp', 'udp'),
  host_ip: hostIp,
  name: anything,
  app_protocol: anything,
})

const limits = only({ cpus: anything, memory: anything, pids: anything })
const deploy = only({
  mode: anything,
  replicas: anything,
  labels: anything,
  resources: only({ limits, reservations: only({ cpus: anything, memory: anything }) }),
  restart_policy: anything,
  update_config: anything,
  rollback_config: anything,
  endpoint_mode: anything,
  placement: anything,
})

const network = only({
  aliases: anything,
  priority: anything,
  ipv4_address: anything,
  ipv6_address: anything,
  gw_priority: anything,
})

const hook = only({ command: anything, user: anything, working_dir: anything, environment: anything })

const free = [
  ...['attach', 'cap_drop', 'command', 'cpu_count', 'cpu_percent', 'cpu_period', 'cpu_quota', 'cpu_shares', 'cpus'],
  ...['cpuset', 'depends_on', 'dns', 'dns_opt', 'dns_search', 'domainname', 'entrypoint', 'environment', 'expose'],
  ...['extra_hosts', 'group_add', 'healthcheck', 'hostname', 'image', 'init', 'links', 'mac_address', 'mem_limit'],
  ...['mem_reservation', 'mem_swappiness', 'memswap_limit', 'pids_limit', 'platform', 'profiles', 'pull_policy'],
  ...['read_only', 'restart', 'scale', 'shm_size', 'stdin_open', 'stop_grace_period', 'stop_signal', 'tmpfs', 'tty'],
  ...['ulimits', 'user', 'working_dir', 'configs', 'secrets'],
  // Left out of what is run, see render-model.ts.
  ...['container_name', 'develop', 'labels'],
]

/** A service: what shapes the inside of its own containers, and no more. */
export const service = only({
  ...Object.fromEntries(free.map(name => [name, anything])),
  build,
  cgroup: oneOf('private'),
  deploy,
  ipc: ownOrService,
  logging: only({ driver: oneOf('json-file', 'local', 'none', 'journald'), options: anything }),
  network_mode: text(value => value === 'none' || /^service:[^:]+$/.test(value)),
  networks: mapOf(network),
  pid: ofService,
  ports: listOf(port),
  post_start: listOf(hook),
  pre_stop: listOf(hook),
  security_opt: listOf(oneOf('no-new-privileges', 'no-new-privileges:true', 'no-new-privileges=true')),
  volumes: listOf(mount),
})

/**
 * A place that a container may write to must not hold the place that another is mounted from: the container could put a symlink there
 * that leads anywhere. Writable are only those mounts that were let through by name.
 */
export function judgeWritable(model: unknown, judging: Judging): void {
  const mounts = bindsOf(model)
  for (const writable of mounts.filter(mount => isWritable(mount, judging))) {
    const real = judging.realPath(writable.source)
    const below = mounts.find(({ source }) => real !== undefined && judging.realPath(source)?.startsWith(`${real}/`))
    if (below !== undefined) {
      judging.refuse(below.place, `is ${below.source}, in a folder that ${writable.place[1]} may write to`)
    }
  }
}

interface Bind {
  readonly source: string
  readonly place: Place
  readonly isReadOnly: boolean
}

/** Whether it stays as writable as it was written. */
export const isWritable = ({ place, isReadOnly }: Omit<Bind, 'source'>, { isAllowed }: Pick<Judging, 'isAllowed'>) =>
  !isReadOnly && isAllowed([...place, 'read_only'])

function bindsOf(model: unknown): Bind[] {
  const services = isMapping(model) && isMapping(model.services) ? Object.entries(model.services) : []
  return services.flatMap(([name, value]) => {
    const volumes: readonly unknown[] = isMapping(value) && Array.isArray(value.volumes) ? value.volumes : []
    return volumes.flatMap((volume, index) => {
      if (!isMapping(volume) || volume.type !== 'bind' || typeof volume.source !== 'string') return []
      const place = ['services', name, 'volumes', String(index)]
      return [{ source: volume.source, place, isReadOnly: volume.read_only === true }]
    })
  })
}
