import { entriesOf } from './model-paths.ts'
import { type Ports, portKey } from './ports.ts'
import { isMapping, type Place } from './rule.ts'
import { isWritable } from './service-rules.ts'

export interface RenderSettings {
  /** The Compose project of the preview. */
  readonly project: string
  /** Marks everything that is made, so that it is found again. */
  readonly label: readonly [name: string, value: string]
  readonly ports: Ports
  isAllowed(place: Place): boolean
}

type Mapping = Readonly<Record<string, unknown>>

/**
 * A model that was judged, as it is run for a preview: names are the project's own, so that nothing of another project is taken or
 * moved; ports are those given; mounted files are read-only, and labels, which a proxy may read, are left out, unless let through.
 */
export function renderModel(resolved: unknown, settings: RenderSettings): Mapping {
  const images = ownImages(resolved, settings)
  const services = entriesOf(resolved, 'services').map(([name, service]) => [
    name,
    renderService(name, service, images, settings),
  ])
  const own = (kind: string) => renderOwned(resolved, kind, settings)
  const { configs, secrets } = {
    configs: withoutNames(resolved, 'configs'),
    secrets: withoutNames(resolved, 'secrets'),
  }
  return {
    services: Object.fromEntries(services),
    networks: own('networks'),
    volumes: own('volumes'),
    ...(Object.keys(configs).length === 0 ? {} : { configs }),
    ...(Object.keys(secrets).length === 0 ? {} : { secrets }),
    ...letThrough(resolved, settings),
  }
}

const rendered = ['services', 'networks', 'volumes', 'configs', 'secrets', 'name', 'version']

/** Whatever else was let through by name. */
const letThrough = (resolved: unknown, { isAllowed }: RenderSettings): Mapping =>
  Object.fromEntries(
    Object.entries(isMapping(resolved) ? resolved : {}).filter(
      ([key]) => !rendered.includes(key) && !key.startsWith('x-') && isAllowed([key]),
    ),
  )

interface Images {
  readonly byService: ReadonlyMap<string, string>
  /** The name that the file gives to what a service is built to, and ours. */
  readonly renamed: ReadonlyMap<string, string>
}

/** What is built gets names of the project's own; a service that runs the image of another follows it. */
function ownImages(resolved: unknown, { project }: RenderSettings): Images {
  const built = entriesOf(resolved, 'services').filter(([, { build }]) => isMapping(build))
  const byService = new Map(built.map(([name]) => [name, `${project}-${name}`.toLowerCase()]))
  const renamed = new Map<string, string>()
  for (const [name, { image }] of built) {
    const own = byService.get(name)
    if (typeof image === 'string' && own !== undefined && !renamed.has(image)) renamed.set(image, own)
  }
  return { byService, renamed }
}

const dropped = ['container_name', 'develop', 'env_file', 'label_file', 'labels', 'image']

function renderService(name: string, service: Mapping, images: Images, settings: RenderSettings): Mapping {
  const { build, environment, ports, volumes, networks, deploy, image, labels } = service
  const place = ['services', name]
  const isLabelled = settings.isAllowed([...place, 'labels'])
  const publishes = Array.isArray(ports) && ports.length > 0
  return {
    ...without(service, dropped),
    ...renderImage(name, image, images),
    ...(isMapping(build) ? { build: renderBuild(build, settings) } : {}),
    ...(isMapping(environment) ? { environment: withoutNothing(environment) } : {}),
    ...(publishes ? { ports: renderPorts(name, ports, settings.ports) } : {}),
    ...(Array.isArray(volumes)
      ? { volumes: volumes.map((it, index) => renderMount(it, [...place, 'volumes', String(index)], settings)) }
      : {}),
    ...(isMapping(networks) ? { networks: renderAddresses(networks) } : {}),
    ...(isMapping(deploy) ? { deploy: renderDeploy(deploy, publishes) } : {}),
    // Two containers can't have one port.
    ...(publishes && service.scale !== undefined ? { scale: 1 } : {}),
    labels: { ...(isLabelled && isMapping(labels) ? labels : {}), ...toLabels(settings) },
  }
}

function renderImage(name: string, image: unknown, { byService, renamed }: Images): Mapping {
  const own = byService.get(name)
  if (own !== undefined) return { image: own }
  return typeof image === 'string' ? { image: renamed.get(image) ?? image } : {}
}

const renderBuild = ({ args, ...build }: Mapping, settings: RenderSettings): Mapping => ({
  ...without(build, ['tags']),
  ...(isMapping(args) ? { args: withoutNothing(args) } : {}),
  labels: { ...(isMapping(build.labels) ? build.labels : {}), ...toLabels(settings) },
})

const renderDeploy = (deploy: Mapping, publishes: boolean): Mapping => ({
  ...without(deploy, ['labels']),
  ...(publishes && deploy.replicas !== undefined ? { replicas: 1 } : {}),
})

/** Each container port once, published where the preview has its own. */
function renderPorts(service: string, ports: readonly unknown[], assigned: Ports): Mapping[] {
  const seen = new Set<string>()
  return ports.filter(isMapping).flatMap(port => {
    const key = portKey(service, Number(port.target), typeof port.protocol === 'string' ? port.protocol : 'tcp')
    const published = assigned[key]
    if (published === undefined || seen.has(key)) return []
    seen.add(key)
    return [{ ...port, published: String(published) }]
  })
}

function renderMount(mount: unknown, place: Place, settings: RenderSettings): unknown {
  if (!isMapping(mount) || mount.type !== 'bind') return mount
  const stays = isWritable({ place, isReadOnly: mount.read_only === true }, settings)
  const bind = { ...(isMapping(mount.bind) ? mount.bind : {}), create_host_path: false }
  return { ...mount, bind, read_only: !stays }
}

/** Without the addresses that another project has already. */
const renderAddresses = (networks: Mapping): Mapping =>
  Object.fromEntries(
    Object.entries(networks).map(([name, network]) => [
      name,
      isMapping(network) ? without(network, ['ipv4_address', 'ipv6_address']) : network,
    ]),
  )

/** Networks or volumes, which are named after the project when nothing else is said. */
function renderOwned(resolved: unknown, kind: string, settings: RenderSettings): Mapping {
  const labels = toLabels(settings)
  return Object.fromEntries(
    entriesOf(resolved, kind).map(([name, definition]) => {
      if (definition.external) return [name, definition]
      return [name, { ...without(definition, ['name', 'labels', 'ipam']), labels }]
    }),
  )
}

const withoutNames = (resolved: unknown, kind: string): Mapping =>
  Object.fromEntries(
    entriesOf(resolved, kind).map(([name, definition]) => [
      name,
      definition.external ? definition : without(definition, ['name', 'labels']),
    ]),
  )

const toLabels = ({ label: [name, value] }: RenderSettings): Mapping => ({ [name]: value })

const without = (mapping: Mapping, keys: readonly string[]): Mapping =>
  Object.fromEntries(Object.entries(mapping).filter(([key]) => !keys.includes(key) && !key.startsWith('x-')))

/** A variable without a value would be taken from Redhook's own environment. */
const withoutNothing = (mapping: Mapping): Mapping =>
  Object.fromEntries(Object.entries(mapping).filter(([, value]) => value !== null))
