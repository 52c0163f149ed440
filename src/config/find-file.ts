import { existsSync } from 'node:fs'
import path from 'node:path'
import { RedhookError } from '../core/errors.ts'

const places = ['config/redhook.yml', '/etc/redhook/redhook.yml']

export interface FindOptions {
  /** `--config` */
  readonly explicitPath?: string
  /** `REDHOOK_CONFIG` */
  readonly envPath?: string
  readonly cwd: string
}

/**
 * The registry's file, absolute: what was named, else the first that is there.
 * @throws RedhookError CONFIG_NOT_FOUND
 */
export function findConfigFile({ explicitPath, envPath, cwd }: FindOptions): string {
  const named = explicitPath ?? envPath
  const candidates = (named === undefined ? places : [named]).map(place => path.resolve(cwd, place))
  const found = candidates.find(candidate => existsSync(candidate))
  if (found !== undefined) return found
  if (named === undefined) throw notFound(`there is no registry: neither ${places.join(' nor ')} is there`, startHint)
  const by = explicitPath === undefined ? 'REDHOOK_CONFIG' : '--config'
  throw notFound(
    `${named}, named by ${by}, is not there`,
    'Correct the path, or leave it out to use ./config/redhook.yml.',
  )
}

const startHint =
  'Let `redhook add` or `redhook init` write one, copy config/redhook.example.yml to config/redhook.yml and edit it, or name another file with --config.'

const notFound = (message: string, hint: string): RedhookError =>
  new RedhookError(message, { code: 'CONFIG_NOT_FOUND', hint })
