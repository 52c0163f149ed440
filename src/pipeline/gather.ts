import { createHmac } from 'node:crypto'
import { join, relative } from 'node:path'
import type { App } from '../core/app.ts'
import { type Deployment, hasReached, type Inputs, type Wishes } from '../core/deployment/deployment.ts'
import type { ChangedInput, PlanFacts } from '../core/plan/plan-deployment.ts'
import type { Target } from '../core/target.ts'
import type { Disk } from './ports/disk.ts'
import type { Git } from './ports/git.ts'
import type { ProjectKey, Store } from './ports/store.ts'

export interface GatherPorts {
  readonly store: Store
  readonly git: Git
  readonly disk: Disk
}

export interface GatherRequest {
  readonly app: App
  readonly tip: string
  /** Absent for a `command` app. */
  readonly target?: Target
  /** As it was claimed, what an interrupted attempt of it reached included; absent for a preview. */
  readonly deployment?: Deployment
  /** Asked only when the answer matters. */
  readonly isRunning: () => Promise<boolean>
  readonly missingImages: () => Promise<readonly string[]>
}

export interface Gathered {
  readonly facts: PlanFacts
  readonly inputs: Inputs
  /** The last good deployment to this project. */
  readonly last?: Deployment
  /** What was broken before the first attempt since then, once one of them got as far as to touch containers. */
  readonly brokenBefore?: readonly string[]
}

/** The key under which an app's history is kept: the Compose project, or the name of a `command` app. */
export const projectKey = (app: App, target: Target | undefined): ProjectKey => ({
  app: app.name,
  project: target?.project ?? app.name,
})

/** Collects what the plan is made of: history from the store, the diff from git, untracked inputs from the disk. */
export async function gather(request: GatherRequest, { store, git, disk }: GatherPorts): Promise<Gathered> {
  const { app, tip, target, deployment } = request
  const key = projectKey(app, target)
  const before = deployment?.id ?? Number.MAX_SAFE_INTEGER
  const last = store.lastSucceeded(key)
  const lastAttempt = store.lastAttempt(key, before)
  const [changed, inputs] = await Promise.all([
    last?.commit === undefined ? undefined : git.changedPaths(app, last.commit, tip),
    readInputs(app, target, disk, store.inputKey()),
  ])
  const marker = await findMarker(app, { git, disk }, { tip, changed, seen: last?.inputs?.marker })
  const other = store.lastProject(app.name)?.project
  const failed = [...interrupted(deployment), ...store.failedSinceSuccess(key, before)]
  const brokenBefore = failed.find(({ inputs: seen }) => seen?.broken !== undefined)?.inputs?.broken
  const lastAttemptIsTip = lastAttempt?.state === 'succeeded' && lastAttempt.commit === tip
  const facts: PlanFacts = {
    tip,
    ...(last?.commit === undefined ? {} : { base: last.commit }),
    ...(changed === undefined ? {} : { changed }),
    ...(last === undefined && other !== undefined && other !== key.project ? { otherProject: other } : {}),
    failedSince: failed
      .map(({ id, commit = '' }) => ({ id, commit }))
      .filter(attempt => attempt.id !== deployment?.id || attempt.commit !== tip),
    lastAttemptIsTip,
    running: lastAttemptIsTip ? await request.isRunning() : true,
    composeFiles: [...inputs.composeFiles, ...(await composeParts(target, changed ?? [], disk))],
    ...otherComposeFiles(inputs, last?.inputs),
    changedInputs: changedInputs(inputs, last?.inputs, changed ?? [], app.dir),
    ...(marker === undefined ? {} : { marker: { file: app.build.marker, pushed: marker.pushed } }),
    overruled: last?.plan?.overruled ?? [],
    missingImages: mayLackImages(inputs, last, changed) ? await request.missingImages() : [],
    wishes: deployment?.wishes ?? noWishes,
    triggers: app.build.triggers,
    ignore: app.ignore,
    isCommand: target === undefined,
  }
  // Only a deployment that may build answers a marker; for any other it stays as unseen as it was.
  const mayBuild = target !== undefined && facts.wishes.build !== false
  const untrackedMarker = (mayBuild ? marker?.identity : undefined) ?? last?.inputs?.marker
  return {
    facts,
    inputs: untrackedMarker === undefined ? inputs : { ...inputs, marker: untrackedMarker },
    ...(last === undefined ? {} : { last }),
    ...(brokenBefore === undefined ? {} : { brokenBefore }),
  }
}

/** Only asked where nothing else is sure to build: a first deployment does, and so do other Compose files than last time. */
const mayLackImages = (
  { composeFiles }: Inputs,
  last: Deployment | undefined,
  changed: readonly string[] = [],
): boolean =>
  last?.inputs?.composeFiles.join('\n') === composeFiles.join('\n') &&
  !changed.some(path => composeFiles.includes(path))

const noWishes: Wishes = {}

/** An earlier attempt of this very deployment that a crash ended. */
const interrupted = (deployment: Deployment | undefined): Deployment[] =>
  deployment !== undefined && hasReached(deployment.reached, 'build') ? [deployment] : []

const envName = '.env'
/** Not a file: the app's `environment`, as the registry has it. */
const registryEnvironment = 'environment'

async function readInputs(app: App, target: Target | undefined, disk: Disk, key: Buffer): Promise<Inputs> {
  const hashes: Record<string, string> = {}
  for (const file of [...(target ? [envName] : []), ...app.watch]) {
    const content = await disk.read(join(app.path, app.dir, file))
    if (content !== undefined) hashes[file] = keyedHash(key, content)
  }
  const variables = Object.entries(app.environment).sort(([a], [b]) => (a < b ? -1 : 1))
  if (variables.length > 0) hashes[registryEnvironment] = keyedHash(key, JSON.stringify(variables))
  return { hashes, composeFiles: (target?.files ?? []).map(file => relative(app.path, file)) }
}

const keyedHash = (key: Buffer, content: Buffer | string): string =>
  createHmac('sha256', key).update(content).digest('base64url')

/**
 * Changed files that may be a part of the Compose model without being named as one: YAML files, where a Compose file takes in others
 * (`include`, `extends`).
 */
async function composeParts(target: Target | undefined, changed: readonly string[], disk: Disk): Promise<string[]> {
  const candidates = changed.filter(path => /\.ya?ml$/.test(path))
  if (candidates.length === 0) return []
  const texts = await Promise.all((target?.files ?? []).map(file => disk.read(file)))
  const takesIn = texts.some(text => /^\s*["']?(include|extends)["']?\s*:/m.test(text?.toString('utf8') ?? ''))
  return takesIn ? candidates : []
}

/** Untracked inputs that differ from those of the last good deployment. What git tracks is the diff's business. */
function changedInputs(
  now: Inputs,
  then: Inputs | undefined,
  changed: readonly string[],
  dir: string,
): PlanFacts['changedInputs'] {
  if (then === undefined) return []
  const names = new Set([...Object.keys(now.hashes), ...Object.keys(then.hashes)])
  return [...names]
    .filter(file => now.hashes[file] !== then.hashes[file] && !changed.includes(join(dir, file)))
    .map(file => ({ file, kind: inputKinds.get(file) ?? 'watch' }))
}

const inputKinds = new Map<string, ChangedInput['kind']>([
  [envName, 'env'],
  [registryEnvironment, 'environment'],
])

function otherComposeFiles(now: Inputs, then: Inputs | undefined): Pick<PlanFacts, 'otherComposeFiles'> {
  if (then === undefined || then.composeFiles.join('\n') === now.composeFiles.join('\n')) return {}
  return { otherComposeFiles: then.composeFiles }
}

interface Marker {
  readonly pushed: boolean
  readonly identity?: string
}

/** A marker asks for a build when it was pushed with new content, or when an operator put one there that no deployment has seen. */
async function findMarker(
  app: App,
  { git, disk }: Pick<GatherPorts, 'git' | 'disk'>,
  { tip, changed, seen }: { tip: string; changed: readonly string[] | undefined; seen: string | undefined },
): Promise<Marker | undefined> {
  const path = join(app.dir, app.build.marker)
  const identity = await disk.identity(join(app.path, path))
  const wasChanged = changed?.includes(path) ?? false
  if (identity === undefined && !wasChanged) return undefined
  const isInTip = (await git.blobAt(app, tip, path)) !== undefined
  if (isInTip) return wasChanged ? { pushed: true } : undefined
  return identity === undefined || identity === seen ? undefined : { pushed: false, identity }
}
