import { chmod, chown, mkdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { findConfigFile } from '../../config/find-file.ts'
import { formatProblem, sortProblems } from '../../config/problem.ts'
import { readRegistry } from '../../config/read-registry.ts'
import { RedhookError } from '../../core/errors.ts'
import type { CliDeps, PlaceOptions } from '../deps.ts'

/** The registry that `init` adds to. */
export interface RegistryFile {
  /** Absolute. */
  readonly path: string
  /** Absent where there is none yet. */
  readonly text?: string
}

/** The registry's file: the one that the other commands find, else the one that is to be made. */
export async function findRegistryFile({ env, cwd }: CliDeps, { config }: PlaceOptions): Promise<RegistryFile> {
  const path = tryFind(config, env.configPath, cwd)
  if (path === undefined) return { path: resolve(cwd, config ?? env.configPath ?? 'config/redhook.yml') }
  return { path, text: await readFile(path, 'utf8') }
}

function tryFind(config: string | undefined, envPath: string | undefined, cwd: string): string | undefined {
  try {
    return findConfigFile({ ...(config && { explicitPath: config }), ...(envPath && { envPath }), cwd })
  } catch (error) {
    if (error instanceof RedhookError && error.code === 'CONFIG_NOT_FOUND') return undefined
    throw error
  }
}

/** Reads a text as the registry it would be. @throws RedhookError CONFIG_INVALID with every mistake; nothing is written then */
export function checkRegistry({ path }: RegistryFile, text: string, { env, inContainer }: CliDeps) {
  const read = readRegistry(text, { shownFile: path, folder: dirname(path), lookup: env.lookup, inContainer })
  if (!('problems' in read)) return read
  throw new RedhookError(sortProblems(read.problems).map(formatProblem).join('\n'), {
    code: 'CONFIG_INVALID',
    hint: 'Nothing was written. Correct the registry, or choose other projects; --print shows what would be added.',
  })
}

/** Writes the registry by rename, through symlinks, with the mode and owner it had. @throws RedhookError CONFIG_INVALID */
export async function writeRegistry(registry: RegistryFile, text: string): Promise<void> {
  try {
    await replace(registry, text)
  } catch (error) {
    throw new RedhookError(`${registry.path} could not be written: ${(error as Error).message}`, {
      code: 'CONFIG_INVALID',
      cause: error,
      hint: 'Run this as a user who may write it, or take the entries from --print.',
    })
  }
}

async function replace({ path, text: before }: RegistryFile, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const file = before === undefined ? path : await realpath(path)
  const temporary = join(dirname(file), `.${basename(file)}.${process.pid}.tmp`)
  try {
    await writeFile(temporary, text, { flag: 'wx', mode: 0o640 })
    if (before !== undefined) await takeAfter(temporary, file)
    await rename(temporary, file)
  } finally {
    await rm(temporary, { force: true })
  }
}

async function takeAfter(path: string, model: string): Promise<void> {
  const { mode, uid, gid } = await stat(model)
  await chmod(path, mode & 0o777)
  if (process.getuid?.() === 0) await chown(path, uid, gid)
}
