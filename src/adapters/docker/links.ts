import { resolve } from 'node:path'
import { linkSections } from '../../core/plan/compose-model.ts'
import { buildPaths } from './build-model.ts'
import type { ComposeConfig, ConfigService } from './compose-config.ts'
import { mountPaths } from './mounts.ts'
import type { Observer } from './observe.ts'
import type { Places } from './places.ts'
import type { Digest } from './sections.ts'

interface LinkParts {
  readonly config: ComposeConfig
  readonly disk: Pick<Observer, 'look'>
  readonly place: Places['place']
  readonly digest: Digest
}

/**
 * Where symlinks lead to that are on the way to what a service is built from, and to what is mounted into it: a hash for each, and
 * none where there are none. Compose sees the way alone, and the diff of a symlink names neither what it led to nor what it leads to.
 */
export async function hashLinks(service: ConfigService, parts: LinkParts): Promise<Record<string, string>> {
  const { binds, configs, secrets } = mountPaths(service, parts.config)
  return {
    ...(service.build && (await hashWays(linkSections.build, buildPaths(service.build, parts.config.secrets), parts))),
    ...(await hashWays(linkSections.mounts, [...binds, ...configs, ...secrets], parts)),
  }
}

async function hashWays(section: string, paths: readonly string[], { disk, place, digest }: LinkParts) {
  const ways = await Promise.all(paths.map(async path => [resolve(place(path)), (await disk.look(path)).real] as const))
  const links = ways.filter(([path, real]) => path !== real && !isOurs(real))
  return links.length === 0 ? {} : { [section]: digest(links) }
}

/** As `/etc/mtab` does, it leads to a folder of the process that looks. */
const isOurs = (real: string): boolean => real.startsWith('/proc/')
