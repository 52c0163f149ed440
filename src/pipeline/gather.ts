import type { App } from '../core/app.ts'
import { type Deployment, hasReached, type Inputs, liveCommit, type Wishes } from '../core/deployment/deployment.ts'
import { printModel } from '../core/plan/compose-model.ts'
import type { ChangedPath, FailedAttempt, PlanFacts } from '../core/plan/facts.ts'
import type { Target } from '../core/target.ts'
import { findMarker } from './find-marker.ts'
import { readInputs, whatChanged } from './inputs.ts'
import type { Disk } from './ports/disk.ts'
import type { Git } from './ports/git.ts'
import type { ProjectKey, Store } from './ports/store.ts'
import { findReplacedFolders } from './replaced-folders.ts'
import { type DockerQuestions, whatRuns } from './what-runs.ts'

export interface GatherPorts {
  readonly store: Store
  readonly git: Git
  readonly disk: Disk
}

export interface GatherRequest extends DockerQuestions {
  readonly app: App
  readonly tip: string
  /** Absent for a `command` app, as is the model. */
  readonly target?: Target
  /** As it was claimed, what an interrupted attempt of it reached included; absent for a preview. */
  readonly deployment?: Deployment
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
export async function gather(request: GatherRequest, ports: GatherPorts): Promise<Gathered> {
  const { app, tip, target, model, deployment } = request
  const { store, git, disk } = ports
  const key = projectKey(app, target)
  const last = store.lastGood(key)
  const base = last && liveCommit(last)
  const failed = failedAttempts(store, key, deployment)
  const [changed, inputs, failedSince] = await Promise.all([
    base === undefined ? undefined : git.changes(app, base, tip),
    readInputs(app, target, model, disk, store.inputKey()),
    Promise.all(failed.filter(isOtherThan(deployment, tip)).map(attempt => describeAttempt(app, attempt, tip, git))),
  ])
  const ways = [
    { from: base, changed, isBack: false },
    ...failedSince.map(attempt => ({ from: attempt.commit, changed: attempt.changed, isBack: true })),
  ]
  const [marker, running, replacedFolders] = await Promise.all([
    findMarker(app, ports, { tip, changed, seen: last?.inputs?.marker }),
    whatRuns(request, last !== undefined),
    findReplacedFolders(app, model, { tip, ways }, git),
  ])
  const facts: PlanFacts = {
    tip,
    root: app.lane,
    ...(base === undefined ? {} : { base }),
    ...(changed === undefined ? {} : { changed }),
    ...(model === undefined ? {} : { model }),
    ...(last?.inputs?.print === undefined ? {} : { livePrint: last.inputs.print }),
    failedSince,
    changedInputs: whatChanged(app, inputs, [last, ...failed], changed ?? []),
    replacedFolders,
    ...otherProject(store, app, key, last),
    ...lastTry(store, key, request),
    composeFiles: inputs.composeFiles,
    ...otherComposeFiles(inputs, last?.inputs),
    ...running,
    ...(marker === undefined ? {} : { marker: { file: app.build.marker, pushed: marker.pushed } }),
    overruled: owedBuilds(store, last),
    wishes: deployment?.wishes ?? noWishes,
    triggers: app.build.triggers,
    scope: app.build.scope,
    ignore: app.ignore,
    restart: app.restart,
    removeOrphans: app.removeOrphans,
  }
  // Only a deployment that may build answers a marker; for any other it stays as unseen as it was.
  const mayBuild = target !== undefined && facts.wishes.build !== false
  const untrackedMarker = (mayBuild ? marker?.identity : undefined) ?? last?.inputs?.marker
  const brokenBefore = failed.find(({ inputs: seen }) => seen?.broken !== undefined)?.inputs?.broken
  return {
    facts,
    inputs: {
      ...inputs,
      ...(model === undefined ? {} : { print: printModel(model) }),
      ...(untrackedMarker === undefined ? {} : { marker: untrackedMarker }),
    },
    ...(last === undefined ? {} : { last }),
    ...(brokenBefore === undefined ? {} : { brokenBefore }),
  }
}

const noWishes: Wishes = {}

/** Newest first, an earlier attempt of this very deployment that a crash ended among them. */
function failedAttempts(store: Store, key: ProjectKey, deployment: Deployment | undefined): Deployment[] {
  const interrupted = deployment !== undefined && hasReached(deployment.reached, 'build') ? [deployment] : []
  return [...interrupted, ...store.failedSinceGood(key, deployment?.id ?? Number.MAX_SAFE_INTEGER)]
}

/** What this very deployment did to this very commit before it was interrupted is simply done again. */
const isOtherThan = (deployment: Deployment | undefined, tip: string) => (attempt: Deployment) =>
  attempt.id !== deployment?.id || attempt.commit !== tip

async function describeAttempt(app: App, attempt: Deployment, tip: string, git: Git): Promise<FailedAttempt> {
  const { id, commit = '', inputs } = attempt
  const changed: readonly ChangedPath[] | undefined = commit === tip ? [] : await git.changes(app, commit, tip)
  return {
    id,
    commit,
    ...(changed === undefined ? {} : { changed }),
    ...(inputs?.print === undefined ? {} : { print: inputs.print }),
  }
}

function otherProject(
  store: Store,
  app: App,
  { project }: ProjectKey,
  last: Deployment | undefined,
): Pick<PlanFacts, 'otherProject'> {
  const other = store.lastProject(app.name)?.project
  return last === undefined && other !== undefined && other !== project ? { otherProject: other } : {}
}

/** What became of the last attempt, where it was of this very commit. */
function lastTry(
  store: Store,
  key: ProjectKey,
  { tip, deployment }: GatherRequest,
): Pick<PlanFacts, 'lastAttemptIsTip' | 'knownBad'> {
  const last = store.lastAttempt(key, deployment?.id ?? Number.MAX_SAFE_INTEGER)
  const isTip = last?.commit === tip
  const isByItself = deployment === undefined || !['request', 'rollback'].includes(deployment.cause.kind)
  return {
    lastAttemptIsTip: isTip && last.state === 'succeeded',
    ...(isTip && last.state === 'rolled_back' && isByItself ? { knownBad: last.id } : {}),
  }
}

function otherComposeFiles(now: Inputs, then: Inputs | undefined): Pick<PlanFacts, 'otherComposeFiles'> {
  if (then === undefined || then.composeFiles.join('\n') === now.composeFiles.join('\n')) return {}
  return { otherComposeFiles: then.composeFiles }
}

/** What is live may owe builds that somebody overruled: that of the deployment which built it, not of one that went back to it. */
function owedBuilds(store: Store, last: Deployment | undefined): PlanFacts['overruled'] {
  const origin = last && originOf(last)
  return origin === undefined || origin === last?.id
    ? (last?.plan?.overruled ?? [])
    : owedBuilds(store, store.get(origin))
}

/** The deployment whose version it made live. */
function originOf({ id, state, cause, version }: Deployment): number | undefined {
  if (cause.kind === 'rollback') return cause.to
  return state === 'rolled_back' ? version?.deployment : id
}
