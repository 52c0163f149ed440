import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { App } from '../core/app.ts'
import { RedhookError } from '../core/errors.ts'
import type { Channel } from '../core/notice/channel.ts'
import type { ProvidersSettings } from '../core/provider-settings.ts'
import { createServerConfig, type Overrides, type ServerConfig } from './create-server.ts'
import type { Env } from './env.ts'
import { findConfigFile } from './find-file.ts'
import { type ConfigProblem, formatProblem, sortProblems } from './problem.ts'
import { readRegistry } from './read-registry.ts'

/** Everything that was configured, typed and frozen. */
export interface Config {
  /** The registry's file, absolute. */
  readonly file: string
  readonly server: ServerConfig
  readonly apps: readonly App[]
  /** Ways to reach people, by name. */
  readonly channels: ReadonlyMap<string, Channel>
  /** The forges, all of them. */
  readonly providers: ProvidersSettings
  /** Repositories with a webhook secret of their own, by full name in lower case. */
  readonly repositorySecrets: ReadonlyMap<string, string>
  /** Everything that must never be shown: of the environment and of the registry. */
  readonly secrets: readonly string[]
  /** What is not wrong but worth a look, as sentences. */
  readonly warnings: readonly string[]
}

export interface LoadOptions {
  /** `--config` */
  readonly explicitPath?: string
  readonly env: Env
  readonly cwd: string
  readonly overrides?: Overrides
  /** Whether Redhook itself runs in a container. */
  readonly inContainer?: boolean
}

/**
 * Finds and reads the registry.
 * @throws RedhookError CONFIG_NOT_FOUND, or CONFIG_INVALID with one line for each mistake (see `problemsOf`)
 */
export function loadConfig({ explicitPath, env, cwd, overrides = {}, inContainer = false }: LoadOptions): Config {
  const file = findConfigFile({
    ...(explicitPath === undefined ? {} : { explicitPath }),
    ...(env.configPath === undefined ? {} : { envPath: env.configPath }),
    cwd,
  })
  const folder = path.dirname(file)
  const registry = readRegistry(readText(file), {
    shownFile: shownPath(file, cwd),
    folder,
    lookup: env.lookup,
    inContainer,
  })
  if ('problems' in registry) throw invalid(registry.problems)
  const { server, secrets, ...rest } = registry
  return freeze({
    file,
    server: createServerConfig(server, { env, overrides, cwd, folder }),
    secrets: [...new Set([...env.secrets, ...secrets])],
    ...rest,
  })
}

const problemsByError = new WeakMap<Error, readonly ConfigProblem[]>()

/** The mistakes behind a CONFIG_INVALID, sorted by place; empty for any other error. */
export const problemsOf = (error: unknown): readonly ConfigProblem[] =>
  (error instanceof Error ? problemsByError.get(error) : undefined) ?? []

function invalid(problems: readonly ConfigProblem[]): RedhookError {
  const sorted = sortProblems(problems)
  const error = new RedhookError(sorted.map(formatProblem).join('\n'), {
    code: 'CONFIG_INVALID',
    hint:
      sorted.length === 1
        ? 'Correct this line, then run redhook check.'
        : 'Correct these lines, then run redhook check.',
  })
  problemsByError.set(error, sorted)
  return error
}

function readText(file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(file))
  } catch (error) {
    const why = error instanceof TypeError ? 'it is not UTF-8' : error instanceof Error ? error.message : String(error)
    throw new RedhookError(`${file} could not be read: ${why}`, {
      code: 'CONFIG_INVALID',
      cause: error,
      hint: "The registry is a YAML text in UTF-8 that Redhook's user may read.",
    })
  }
}

/** Short where it can be: relative to the working directory if the file lies below it. */
function shownPath(file: string, cwd: string): string {
  const relative = path.relative(cwd, file)
  return relative.startsWith('..') || path.isAbsolute(relative) ? file : relative
}

/** Frozen all the way down; maps excepted, which are read-only by type. */
function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  for (const inner of Object.values(value)) freeze(inner)
  return Object.freeze(value)
}
