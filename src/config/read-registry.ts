import type { App } from '../core/app.ts'
import { type Channel, channelSecrets } from '../core/notice/channel.ts'
import { type ProvidersSettings, providerSecrets } from '../core/provider-settings.ts'
import { looksSecret } from '../core/redact.ts'
import { checkCheckouts } from './checks/check-checkouts.ts'
import { checkGroups, checkKeys } from './checks/check-keys.ts'
import { createCheckKinds } from './checks/check-kinds.ts'
import { createCheckNotify } from './checks/check-notify.ts'
import { checkPreviews } from './checks/check-previews.ts'
import { checkProjects } from './checks/check-projects.ts'
import { checkSecrets } from './checks/check-secrets.ts'
import { createApp } from './create-app.ts'
import { createChannels } from './create-channels.ts'
import { createProviders } from './create-providers.ts'
import { createEntry, type Entry } from './entry.ts'
import { createInterpolation } from './interpolate.ts'
import type { Mistake } from './locate.ts'
import type { ConfigProblem } from './problem.ts'
import { readRegistryText } from './registry-text.ts'
import { registrySchema } from './schema.ts'
import { expectedByDefault, mistakesOf } from './schema-issues.ts'
import type { ServerInput } from './server-schema.ts'
import { type Sources, soundSources } from './sources.ts'

export interface ReadOptions {
  /** The file's name as problems show it. */
  readonly shownFile: string
  /** Relative paths count from here. */
  readonly folder: string
  /** Redhook's own variables, for `${NAME}`. */
  lookup(name: string): string | undefined
  readonly inContainer: boolean
}

export interface RegistryContent {
  readonly server: ServerInput
  readonly apps: readonly App[]
  readonly channels: ReadonlyMap<string, Channel>
  readonly providers: ProvidersSettings
  readonly repositorySecrets: ReadonlyMap<string, string>
  readonly secrets: readonly string[]
  readonly warnings: readonly string[]
}

/** A registry's text as its content, or every mistake in it. Reads nothing but the files of `${file:}` and symbolic links. */
export function readRegistry(
  text: string,
  options: ReadOptions,
): RegistryContent | { problems: readonly ConfigProblem[] } {
  const interpolation = createInterpolation(options.lookup, options.folder)
  const source = readRegistryText(text, options.shownFile, interpolation.readText)
  if (source.unreadable) return { problems: source.problems }
  const result = registrySchema.safeParse(source.value, { error: expectedByDefault })
  const schemaMistakes = result.success ? [] : result.error.issues.flatMap(issue => mistakesOf(issue))
  const known = new Set(source.problems.map(({ field }) => field))
  const problems = [...source.problems, ...schemaMistakes.map(source.locate).filter(({ field }) => !known.has(field))]
  const sources = soundSources(source.value, problems)
  const entries = sources.apps.map(app => createEntry(app, sources.defaults, options.folder))
  problems.push(...checkAll(sources, entries, options).map(source.locate))
  if (problems.length > 0 || !result.success) return { problems }
  const apps = entries.map(entry => createApp(entry, options.folder))
  const channels = createChannels(result.data.channels)
  const providers = createProviders(result.data.providers)
  return {
    server: result.data.server ?? {},
    apps,
    channels,
    providers,
    repositorySecrets: secretsByRepository(entries),
    secrets: [
      ...interpolation.secrets,
      ...entries.flatMap(secretsOf),
      ...[...channels.values()].flatMap(channelSecrets),
      ...Object.values(providers).flatMap(providerSecrets),
    ],
    warnings: [
      ...(entries.length === 0 ? [`${options.shownFile} has no repositories yet; add one below repos:`] : []),
      ...idleChannels(channels, apps),
    ],
  }
}

const idleChannels = (channels: ReadonlyMap<string, Channel>, apps: readonly App[]): string[] =>
  [...channels.keys()]
    .filter(name => !apps.some(({ notify }) => notify.some(({ channel }) => channel === name)))
    .map(name => `the channel ${name} is told nothing; name it in an app's notify, or in that of defaults`)

function checkAll(
  { keys, channels, defaults }: Sources,
  entries: readonly Entry[],
  { inContainer }: ReadOptions,
): Mistake[] {
  const mistakes: Mistake[] = []
  const report = (mistake: Mistake) => mistakes.push(mistake)
  checkKeys(keys, report)
  const checks = [
    checkGroups,
    checkProjects,
    checkPreviews,
    checkCheckouts,
    createCheckKinds(inContainer),
    checkSecrets,
    createCheckNotify(channels, defaults),
  ]
  for (const check of checks) check(entries, report)
  return mistakes
}

const secretsByRepository = (entries: readonly Entry[]): Map<string, string> =>
  new Map(
    entries.flatMap(({ repository, own: { secret } }) =>
      secret === undefined ? [] : [[repository.toLowerCase(), secret]],
    ),
  )

/** Secrets that stand in the registry itself, without a reference. */
const secretsOf = ({ own, input }: Entry): string[] => [
  ...(own.secret === undefined ? [] : [own.secret]),
  ...Object.entries(input.environment ?? {}).flatMap(([name, value]) => (looksSecret(name, value) ? [value] : [])),
]
