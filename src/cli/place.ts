import path from 'node:path'
import { type Config, loadConfig } from '../config/load.ts'
import { RedhookError } from '../core/errors.ts'
import type { CliDeps, ServeOptions } from './deps.ts'

/**
 * The configuration that these options name.
 * @throws RedhookError CONFIG_NOT_FOUND, CONFIG_INVALID
 */
export function readConfig({ env, cwd, inContainer }: CliDeps, options: ServeOptions): Config {
  const { config, ...overrides } = options
  return loadConfig({ env, cwd, inContainer, overrides, ...(config === undefined ? {} : { explicitPath: config }) })
}

/**
 * The data folder, where the server's socket is. Mistakes in the registry must not hide a server that still runs with the last good
 * one: then the folder is looked for where it would be without a registry.
 */
export function findDataDir(deps: CliDeps, { config, data }: ServeOptions): string {
  const { cwd, env } = deps
  if (data !== undefined) return path.resolve(cwd, data)
  try {
    return readConfig(deps, config === undefined ? {} : { config }).server.dataDir
  } catch (error) {
    const isMistake = error instanceof RedhookError && error.code === 'CONFIG_INVALID'
    const fallback = env.dataPath ?? env.stateDirectory
    if (!isMistake && fallback === undefined) throw error
    return path.resolve(cwd, fallback ?? 'data')
  }
}
