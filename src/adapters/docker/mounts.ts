import type { Mount } from '../../core/plan/compose-model.ts'
import type { ComposeConfig, ConfigService, ConfigVolume, Definitions, Referrer } from './compose-config.ts'
import type { Observer } from './observe.ts'

/** Absolute, as Compose has them: symlinks are not followed. */
type MountPaths = Readonly<Record<'binds' | 'configs' | 'secrets', readonly string[]>>

/** The paths of the host that a service's containers see; those of `volumes_from` are among them. */
export async function readMounts(service: ConfigService, config: ComposeConfig, disk: Observer): Promise<Mount[]> {
  const { binds, configs, secrets } = mountPaths(service, config)
  const mounts = await Promise.all([
    ...binds.map(path => readBind(path, disk)),
    ...configs.map(path => readFileMount('config', path, disk)),
    ...secrets.map(path => readFileMount('secret', path, disk)),
  ])
  return mounts.filter(
    ({ kind, source }, index) => index === mounts.findIndex(it => it.kind === kind && it.source === source),
  )
}

/** Where a service's mounts begin. */
export function mountPaths(service: ConfigService, config: ComposeConfig): MountPaths {
  const volumes = [service, ...lenders(service, config)].flatMap(({ volumes = [] }) => volumes)
  return {
    binds: volumes.flatMap(volume => boundPath(volume, config.volumes)),
    configs: filesOf(service.configs, config.configs),
    secrets: filesOf(service.secrets, config.secrets),
  }
}

const lenders = ({ volumes_from = [] }: ConfigService, { services = {} }: ComposeConfig): ConfigService[] =>
  volumes_from.flatMap(name => services[name.split(':')[0] ?? ''] ?? [])

/** A bind, or a named volume that is nothing but a folder of the host. */
function boundPath({ type, source }: ConfigVolume, volumes: Definitions | undefined): string[] {
  if (source === undefined) return []
  if (type === 'bind') return [source]
  const { device, o } = (type === 'volume' && volumes?.[source]?.driver_opts) || {}
  return device?.startsWith('/') && o?.split(',').some(option => /^r?bind$/.test(option)) ? [device] : []
}

async function readBind(path: string, disk: Observer): Promise<Mount> {
  const { real, kind } = await disk.look(path)
  return { kind: kind === 'file' ? 'file' : 'directory', source: real }
}

const readFileMount = async (kind: 'config' | 'secret', path: string, disk: Observer): Promise<Mount> => ({
  kind,
  source: (await disk.look(path)).real,
})

const filesOf = (referrers: readonly Referrer[] = [], definitions: Definitions = {}): string[] =>
  referrers.flatMap(({ source }) => (source === undefined ? [] : (definitions[source]?.file ?? [])))
