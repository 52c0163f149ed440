import { createHmac } from 'node:crypto'
import { join, relative } from 'node:path'
import type { App } from '../core/app.ts'
import type { Deployment, Inputs } from '../core/deployment/deployment.ts'
import type { ComposeModel } from '../core/plan/compose-model.ts'
import type { ChangedInput, ChangedPath } from '../core/plan/facts.ts'
import type { Target } from '../core/target.ts'
import type { Disk } from './ports/disk.ts'

const envName = '.env'
/** Not a file: the app's `environment`, as the registry has it. What it does to a Compose app, the model tells. */
const registryEnvironment = 'environment'

/** What a plan sees beside the commit, as it is now: files git may not track by keyed hash, and the Compose files picked. */
export async function readInputs(
  app: App,
  target: Target | undefined,
  model: ComposeModel | undefined,
  disk: Pick<Disk, 'read'>,
  key: Buffer,
): Promise<Inputs> {
  const hashes: Record<string, string> = {}
  for (const name of inputNames(app, target, model)) {
    const content = await disk.read(join(app.path, app.dir, name))
    if (content !== undefined) hashes[name] = keyedHash(key, content)
  }
  const variables = Object.entries(app.environment).sort(([a], [b]) => (a < b ? -1 : 1))
  if (variables.length > 0) hashes[registryEnvironment] = keyedHash(key, JSON.stringify(variables))
  return { hashes, composeFiles: (target?.files ?? []).map(file => relative(app.path, file)) }
}

/** Relative to the app's folder, each once. */
function inputNames(app: App, target: Target | undefined, model: ComposeModel | undefined): string[] {
  const envFiles = (model?.services ?? []).flatMap(service => service.envFiles)
  const names = envFiles.map(file => relative(folderOf(app), file))
  return [...new Set([...(target ? [envName] : []), ...names, ...app.watch])]
}

const folderOf = ({ lane, dir }: Pick<App, 'lane' | 'dir'>): string => join(lane, dir)

const keyedHash = (key: Buffer, content: Buffer | string): string =>
  createHmac('sha256', key).update(content).digest('base64url')

/**
 * Files whose content differs from what is live, or from what a failed attempt since then saw. What git changed is the diff's
 * business, but for `watch` files: somebody wants these to count, whoever changed them.
 */
export function whatChanged(
  app: App,
  now: Inputs,
  seen: readonly (Deployment | undefined)[],
  changed: readonly ChangedPath[],
): ChangedInput[] {
  const earlier = seen.flatMap(deployment => (deployment?.inputs === undefined ? [] : [deployment.inputs.hashes]))
  const names = new Set([now.hashes, ...earlier].flatMap(Object.keys))
  const inDiff = new Set(changed.map(({ path }) => path))
  return [...names]
    .filter(name => name !== registryEnvironment)
    .filter(name => earlier.some(hashes => isOther(hashes, now.hashes, name)))
    .map(name => ({ file: join(folderOf(app), name), name, kind: kindOf(app, name) }))
    .filter(({ name, kind }) => kind === 'watch' || !inDiff.has(join(app.dir, name)))
}

const isOther = (then: Inputs['hashes'], now: Inputs['hashes'], name: string): boolean => then[name] !== now[name]

function kindOf({ watch }: App, name: string): ChangedInput['kind'] {
  if (name === envName) return 'env'
  return watch.includes(name) ? 'watch' : 'env-file'
}
