import { join, relative, resolve } from 'node:path'
import { type App, projectName } from '../core/app.ts'
import { parseEnvFile } from '../core/env-file.ts'
import { RedhookError } from '../core/errors.ts'
import { composeCandidates, pickColor, pickComposeFiles } from '../core/pick-target.ts'
import { looksSecret } from '../core/redact.ts'
import type { Target } from '../core/target.ts'
import type { Disk } from './ports/disk.ts'

/** The app's folder as it is on disk, or at a commit. Paths are relative to `dir`. */
export interface FileView {
  /** @throws RedhookError COMPOSE_INVALID for a symlink that leaves the checkout */
  exists(path: string): Promise<boolean>
  /** The text; undefined when there is no such file. */
  read(path: string): Promise<string | undefined>
}

/** The app's folder as it is on disk now. */
export function diskView({ path, dir }: Pick<App, 'path' | 'dir'>, disk: Pick<Disk, 'read' | 'realPath'>): FileView {
  const folder = join(path, dir)
  return {
    async exists(name) {
      const file = resolve(folder, name)
      if ((await disk.read(file)) === undefined) return false
      if (isInside(path, file) && !isInside(await disk.realPath(path), await disk.realPath(file))) throw leaves(name)
      return true
    },
    read: async name => (await disk.read(resolve(folder, name)))?.toString('utf8'),
  }
}

const envName = '.env'

/**
 * Where a deployment of the app goes: color and Compose files as its `.env` and the registry say.
 * @throws RedhookError COLOR_INVALID, COMPOSE_FILE_MISSING, COMPOSE_INVALID
 */
export async function resolveTarget(app: App, view: FileView): Promise<Target> {
  const text = await view.read(envName)
  const env = parseEnvFile(text ?? '')
  const color = pickColor(app.color, env)
  const files = pickComposeFiles(app.compose, env, await existing(view, composeCandidates(app.compose, env)))
  const cwd = join(app.path, app.dir)
  return {
    project: projectName(app, color),
    ...(color === undefined ? {} : { color }),
    cwd,
    files: files.map(file => resolve(cwd, file)),
    ...(text === undefined ? {} : { envFile: join(cwd, envName) }),
    profiles: app.profiles,
    environment: app.environment,
    secrets: [env, app.environment].flatMap(secretsOf),
  }
}

async function existing(view: FileView, names: readonly string[]): Promise<Set<string>> {
  const isThere = await Promise.all(names.map(name => view.exists(name)))
  return new Set(names.filter((_, index) => isThere[index]))
}

const secretsOf = (variables: Readonly<Record<string, string>>): string[] =>
  Object.entries(variables)
    .filter(([name, value]) => value !== '' && looksSecret(name, value))
    .map(([, value]) => value)

const isInside = (folder: string, path: string): boolean => !/^\.\.(\/|$)/.test(relative(folder, path))

const leaves = (name: string) =>
  new RedhookError(`The Compose file ${name} is a symlink that leaves the checkout`, {
    code: 'COMPOSE_INVALID',
    hint: 'Put the file itself into the repository, or name its real path with compose in the registry.',
  })
