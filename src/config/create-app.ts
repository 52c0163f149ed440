import path from 'node:path'
import type { App, Hook, StepTimeouts } from '../core/app.ts'
import { defaultKinds } from '../core/notice/kinds.ts'
import type { AppInput } from './app-schema.ts'
import { createCheckSettings } from './checks-schema.ts'
import type { Entry } from './entry.ts'
import { createPreviewSettings } from './previews-schema.ts'
import { createReportSettings } from './report-schema.ts'
import { createTriggers } from './trigger-schema.ts'
import { defaultTriggers } from './triggers.ts'

const minuteMs = 60_000

/** An app with every default filled in. Relative files count from `folder`. */
export function createApp({ repository, name, checkout, lane, input }: Entry, folder: string): App {
  const { branch, url, command, self, stamp, poll, deployKey, knownHosts } = input
  return {
    name,
    repository,
    path: checkout,
    lane,
    dir: input.dir ?? '.',
    ...(url === undefined ? {} : { url }),
    ...(deployKey === undefined ? {} : { deployKey: path.resolve(folder, deployKey) }),
    ...(knownHosts === undefined ? {} : { knownHosts: path.resolve(folder, knownHosts) }),
    ...(branch === undefined ? {} : { branch }),
    sync: input.sync ?? 'pull',
    color: input.color ?? 'env',
    compose: composeOf(input.compose),
    profiles: input.profiles ?? [],
    environment: input.environment ?? {},
    pull: input.pull ?? 'missing',
    build: {
      triggers: input.build?.triggers ?? defaultTriggers,
      scope: input.build?.scope ?? 'changed',
      marker: input.build?.marker ?? 'REBUILD_TRIGGER',
    },
    watch: input.watch ?? [],
    ignore: input.ignore ?? [],
    restart: input.restart ?? [],
    health: healthOf(input.health),
    timeouts: timeoutsOf(input.timeouts),
    rollback: input.rollback ?? true,
    versions: input.versions ?? 3,
    before: hooksOf(input.before),
    after: hooksOf(input.after),
    ...(command === undefined ? {} : { command }),
    ...(self === undefined ? {} : { self }),
    removeOrphans: input.removeOrphans ?? false,
    ...(stamp === undefined ? {} : { stamp }),
    ...(poll === undefined || poll === false ? {} : { pollMs: poll }),
    notify: subscriptionsOf(input.notify),
    provider: input.provider ?? 'github',
    on: createTriggers(input.on),
    report: createReportSettings(input.report),
    ...checksOf(input),
    ...createPreviewSettings(input),
  }
}

function checksOf(input: AppInput): Pick<App, 'checks'> {
  const checks = createCheckSettings(input.checks)
  return checks === undefined ? {} : { checks }
}

function composeOf(compose: AppInput['compose'] = 'env'): App['compose'] {
  if (compose === 'env') return compose
  return typeof compose === 'string' ? [compose] : compose
}

const healthOf = ({ timeout = 2 * minuteMs, url }: NonNullable<AppInput['health']> = {}): App['health'] => ({
  timeoutMs: timeout,
  ...(url === undefined ? {} : { url }),
})

const timeoutsOf = (given: NonNullable<AppInput['timeouts']> = {}): StepTimeouts => ({
  syncMs: given.sync ?? 5 * minuteMs,
  buildMs: given.build ?? 30 * minuteMs,
  upMs: given.up ?? 5 * minuteMs,
  beforeMs: given.before ?? 10 * minuteMs,
  afterMs: given.after ?? 10 * minuteMs,
})

const hooksOf = (hooks: AppInput['before'] = []): Hook[] =>
  hooks.map(hook => (Array.isArray(hook) ? { run: hook } : hook))

const subscriptionsOf = (entries: AppInput['notify'] = []): App['notify'] =>
  entries.map(entry =>
    typeof entry === 'string'
      ? { channel: entry, on: defaultKinds }
      : { channel: entry.to, on: entry.on ?? defaultKinds },
  )
