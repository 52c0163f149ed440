import { createHmac } from 'node:crypto'
import type { ComposeConfig, ConfigBuild, ConfigService, Definition, Definitions, Referrer } from './compose-config.ts'

/** Makes a keyed hash of plain data: equal for equal data, and telling nothing without the key. */
export type Digest = (value: unknown) => string

/** 132 bits are plenty, and short enough to be stored for every section. */
const digestLength = 22

/** HMAC-SHA256 in base64url, cut. `edit` is done to every text on the way in. */
export const createDigest =
  (key: Buffer, edit: (text: string) => string = text => text): Digest =>
  value =>
    createHmac('sha256', key).update(formatPlain(value, edit)).digest('base64url').slice(0, digestLength)

/** JSON with the names of objects in order. */
const formatPlain = (value: unknown, edit: (text: string) => string): string =>
  JSON.stringify(value, (_, part: unknown) => {
    if (typeof part === 'string') return edit(part)
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
  })

/** What a definition is hashed with: the whole project, and the variables that secrets may be taken from. */
export interface Surroundings {
  readonly config: ComposeConfig
  readonly variables: Readonly<Record<string, string>>
}

/** A keyed hash of each section of a service that says something, what it refers to included. */
export const hashSections = (service: ConfigService, around: Surroundings, digest: Digest): Record<string, string> =>
  Object.fromEntries(
    Object.entries(service)
      .filter(([name, value]) => !name.startsWith('x-') && !isNothing(name, value))
      .map(([name, value]) => [name, digest([value, referredBy(name, service, around)])]),
  )

/**
 * A hash of everything that decides what comes out of a build. `tags` count, too: the image of another service would not get them.
 */
export const hashBuild = (service: ConfigService, around: Surroundings, digest: Digest): string =>
  digest([service.build, referredBy('build', service, around), service.platform])

/** Empty is as good as absent, but for those two, where it takes away what the image says. */
const isNothing = (name: string, value: unknown): boolean =>
  value === null || (name !== 'command' && name !== 'entrypoint' && isEmpty(value))

const isEmpty = (value: unknown): boolean =>
  value === '' || (typeof value === 'object' && value !== null && Object.keys(value).length === 0)

function referredBy(section: string, service: ConfigService, { config, variables }: Surroundings): unknown {
  const pick = (all: Definitions | undefined, names: readonly (string | undefined)[]) =>
    names.map(name => (name === undefined ? undefined : withValue(all?.[name], variables)))
  switch (section) {
    case 'build':
      return pick(config.secrets, sourcesOf(service.build?.secrets))
    case 'configs':
      return pick(config.configs, sourcesOf(service.configs))
    case 'secrets':
      return pick(config.secrets, sourcesOf(service.secrets))
    case 'networks':
      return pick(config.networks, Object.keys(service.networks ?? {}))
    case 'volumes':
      return pick(config.volumes, sourcesOf(service.volumes?.filter(({ type }) => type === 'volume')))
    default:
      return undefined
  }
}

const sourcesOf = (referrers: ConfigBuild['secrets'] = []): (string | undefined)[] =>
  referrers.map(({ source }: Referrer) => source)

/** A definition that is taken from a variable, with its value: Compose leaves it out. */
const withValue = (definition: Definition | undefined, variables: Surroundings['variables']): unknown =>
  definition?.environment === undefined ? definition : [definition, variables[definition.environment]]
