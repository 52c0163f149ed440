import type { ComposeModel, ServiceModel } from '../../core/plan/compose-model.ts'
import { readBuild } from './build-model.ts'
import type { ConfigService } from './compose-config.ts'
import type { ComposeFiles } from './compose-files.ts'
import { hashLinks } from './links.ts'
import { readMounts } from './mounts.ts'
import type { Observer } from './observe.ts'
import type { Places } from './places.ts'
import { readPorts } from './ports.ts'
import { type Digest, hashBuild, hashSections, type Surroundings } from './sections.ts'

/** What a model is made of. */
export interface ModelParts extends Surroundings {
  readonly project: string
  readonly composeVersion: string
  readonly unset: readonly string[]
  readonly files: ComposeFiles
  readonly digest: Digest
  readonly disk: Observer
  readonly place: Places['place']
}

/** Makes the model of what Compose resolved: no value of it is kept, but for paths and names. */
export async function readModel(parts: ModelParts): Promise<ComposeModel> {
  const { config, composeVersion, unset, files, disk } = parts
  const services = Object.entries(config.services ?? {}).map(([name, service]) => readService(name, service, parts))
  return {
    composeVersion,
    services: await Promise.all(services),
    inactive: [...files.envFiles.keys()].filter(name => config.services?.[name] === undefined),
    unset: [...unset],
    files: await realPaths(files.files, disk),
    mayTakeInOthers: files.mayTakeInOthers,
  }
}

async function readService(name: string, service: ConfigService, parts: ModelParts): Promise<ServiceModel> {
  const { config, project, files, digest, disk } = parts
  const build = service.build ? await readBuild(service.build, config.secrets, disk) : undefined
  return {
    name,
    image: service.image ?? `${project}-${name}`,
    ...(service.pull_policy === undefined ? {} : { pullPolicy: service.pull_policy }),
    ...(build ? { build: { ...build, key: hashBuild(service, parts, digest) } } : {}),
    mounts: await readMounts(service, config, disk),
    envFiles: await realPaths(
      (files.envFiles.get(name) ?? []).map(({ path }) => path),
      disk,
    ),
    dependsOn: Object.entries(service.depends_on ?? {}).map(([other, { restart }]) => ({
      service: other,
      restart: restart === true,
    })),
    profiles: [...(service.profiles ?? [])],
    ...readShape(service),
    sections: { ...hashSections(service, parts, digest), ...(await hashLinks(service, parts)) },
  }
}

const realPaths = async (paths: readonly string[], disk: Observer): Promise<string[]> => [
  ...new Set((await Promise.all(paths.map(path => disk.look(path)))).map(({ real }) => real)),
]

function readShape({ scale, deploy, container_name, ports, healthcheck }: ConfigService) {
  const replicas = scale ?? deploy?.replicas
  return {
    ...(replicas === undefined ? {} : { replicas }),
    ...(container_name === undefined ? {} : { containerName: container_name }),
    publishedPorts: readPorts(ports),
    hasHealthcheck: healthcheck?.test != null && healthcheck.test[0] !== 'NONE' && healthcheck.disable !== true,
  }
}
