import type { Wishes } from '../deployment/deployment.ts'
import { createGlobs } from './globs.ts'
import { changedCap, type Plan, type Reason } from './plan.ts'

/** An input that git does not see: `.env`, a watched file, or the app's `environment` in the registry. */
export interface ChangedInput {
  readonly file: string
  readonly kind: 'env' | 'watch' | 'environment'
}

/** Everything the plan is made of. Paths are relative to the repository's root. */
export interface PlanFacts {
  readonly tip: string
  /** The commit last deployed successfully to this project; absent for a first deployment. */
  readonly base?: string
  /** What differs between base and tip; absent when there is no base, or its commit is gone. */
  readonly changed?: readonly string[]
  /** The project this app was deployed to last, when it is another one than now: the color has changed. */
  readonly otherProject?: string
  /** Attempts that reached `build` since the base, without succeeding. */
  readonly failedSince: readonly { readonly id: number; readonly commit: string }[]
  /** Whether the last attempt succeeded and was of this very commit. */
  readonly lastAttemptIsTip: boolean
  /** Whether the project's containers run; only asked when nothing else gives a reason to act. */
  readonly running: boolean
  readonly composeFiles: readonly string[]
  /** The files picked last time, when they differ from `composeFiles`. */
  readonly otherComposeFiles?: readonly string[]
  /** Files git does not track whose content differs from the last good deployment. */
  readonly changedInputs: readonly ChangedInput[]
  /** A marker that asks for a full build: put there by an operator, or pushed. */
  readonly marker?: { readonly file: string; readonly pushed: boolean }
  /** What the last good deployment should have built, had nobody overruled it. */
  readonly overruled: readonly Reason[]
  /** Images of services that are built here and are not there. */
  readonly missingImages: readonly string[]
  readonly wishes: Wishes
  readonly triggers: readonly string[]
  readonly ignore: readonly string[]
  /** For a `command` app: no Compose, so that any reason to act means running the commands. */
  readonly isCommand: boolean
}

/**
 * Decides what a deployment does for the whole project, and why. Pure: the same facts give the same plan. When unsure it builds,
 * since the layer cache makes a needless build cheap and a stale image is never right.
 */
export function planDeployment(facts: PlanFacts): Plan {
  const builds = facts.isCommand ? [] : buildReasons(facts)
  const changed = facts.changed ?? []
  const plan = (action: Plan['action'], reasons: readonly Reason[]): Plan => ({
    action,
    reasons,
    warnings: warningsOf(facts),
    ...(facts.base === undefined ? {} : { base: facts.base }),
    tip: facts.tip,
    changed: changed.slice(0, changedCap),
    changedTotal: changed.length,
  })
  if (facts.wishes.build === false) return overrule(plan('up', [withoutBuilding]), builds)
  if (builds.length > 0) return plan('build', builds)
  const [action, reason] = withoutBuild(facts)
  return plan(action, [reason])
}

const withoutBuilding: Reason = { rule: 'request', text: 'asked for, without building' }

/** Nothing that should have been built is forgotten because somebody wanted it now and unbuilt. */
function overrule(plan: Plan, builds: readonly Reason[]): Plan {
  const [first] = builds
  if (first === undefined) return plan
  const warning = `Not built, as asked, though ${first.text}. The next deployment builds.`
  // These two stay true by themselves.
  const overruled = builds.filter(({ rule }) => rule !== 'marker' && rule !== 'image-missing')
  return { ...plan, overruled, warnings: [...plan.warnings, warning] }
}

const said = (rule: Reason['rule'], text: string, evidence?: string): Reason =>
  evidence === undefined ? { rule, text } : { rule, text, evidence }

const short = (commit: string): string => commit.slice(0, 10)

/** Each reason to build that holds, most telling first. */
function buildReasons(facts: PlanFacts): Reason[] {
  return [
    ...wishReasons(facts),
    ...historyReasons(facts),
    ...composeReasons(facts),
    ...inputReasons(facts),
    ...triggerReasons(facts),
    ...markerReasons(facts),
    ...facts.overruled.map(({ text, evidence }) => said('overruled', `not built last time, though ${text}`, evidence)),
    ...facts.missingImages.map(image => said('image-missing', `the image ${image} is not there`, image)),
  ]
}

const wishReasons = ({ wishes }: PlanFacts): Reason[] =>
  wishes.build === true || wishes.noCache === true
    ? [said('request', wishes.noCache ? 'asked for a build without cache' : 'asked for a build')]
    : []

function historyReasons({ base, changed, otherProject, failedSince }: PlanFacts): Reason[] {
  if (base === undefined && otherProject !== undefined) {
    return [said('color-changed', `the color changed: ${otherProject} was deployed last`, otherProject)]
  }
  if (base === undefined && failedSince.length === 0) return [said('first', 'first deployment of this project')]
  const reasons = failedSince.map(({ id, commit }) =>
    said('failed-before', `deployment ${id} (${short(commit)}) built something and did not succeed`, commit),
  )
  if (base !== undefined && changed === undefined) {
    reasons.push(said('base-gone', `the commit deployed last, ${short(base)}, is no longer in the repository`, base))
  }
  return reasons
}

function composeReasons({ changed = [], composeFiles, otherComposeFiles }: PlanFacts): Reason[] {
  const reasons = changed
    .filter(path => composeFiles.includes(path))
    .map(path => said('compose-changed', `the Compose file ${path} changed`, path))
  if (otherComposeFiles !== undefined) {
    reasons.push(said('compose-pick', `${composeFiles.join(', ')} instead of ${otherComposeFiles.join(', ')}`))
  }
  return reasons
}

const inputReasons = ({ changedInputs }: PlanFacts): Reason[] =>
  changedInputs.map(({ file, kind }) => {
    switch (kind) {
      case 'env':
        return said('env-changed', `${file} on the server changed`, file)
      case 'watch':
        return said('watch-changed', `${file}, which is watched, changed`, file)
      case 'environment':
        return said('environment-changed', `the app's environment in the registry changed`)
      default:
        return kind satisfies never
    }
  })

function triggerReasons({ changed = [], triggers, ignore }: PlanFacts): Reason[] {
  const trigger = createGlobs(triggers)
  const ignored = createGlobs(ignore)
  return changed.flatMap(path => {
    const glob = ignored(path) === undefined ? trigger(path) : undefined
    return glob === undefined ? [] : [said('trigger', `${path} matches the trigger ${glob}`, path)]
  })
}

function markerReasons({ marker }: PlanFacts): Reason[] {
  if (marker === undefined) return []
  return [
    said(
      'marker',
      marker.pushed ? `${marker.file} was pushed with new content` : `${marker.file} is there`,
      marker.file,
    ),
  ]
}

/** Nothing asks for a build: is there anything to do at all? */
function withoutBuild(facts: PlanFacts): ['up' | 'skip', Reason] {
  if (facts.wishes.always) return ['up', said('request', 'asked for')]
  if (facts.base === undefined) return ['up', said('first', 'first deployment')]
  if (facts.failedSince.length > 0) return ['up', said('failed-before', 'the last attempt did not succeed')]
  if (facts.lastAttemptIsTip) {
    return facts.running
      ? ['skip', said('nothing-changed', `${short(facts.tip)} is deployed already and its containers run`)]
      : ['up', said('not-running', `${short(facts.tip)} is deployed already, but not all of its containers run`)]
  }
  return judgeChanges(facts)
}

function judgeChanges({ changed, ignore, isCommand }: PlanFacts): ['up' | 'skip', Reason] {
  const ignored = createGlobs(ignore)
  const counting = (changed ?? []).filter(path => ignored(path) === undefined)
  if (changed !== undefined && changed.length > 0 && counting.length === 0) {
    return ['skip', said('ignored', `only ignored files changed: ${listed(changed)}`, changed[0])]
  }
  if (isCommand) return ['up', said('command', counting.length > 0 ? `changed: ${listed(counting)}` : 'a new commit')]
  const what =
    counting.length > 0
      ? `no trigger among the changed files: ${listed(counting)}`
      : 'a new commit without changed files'
  return ['up', said('changed', what, counting[0])]
}

/** The first three, and how many more. */
function listed(paths: readonly string[]): string {
  const rest = paths.length - 3
  return paths.slice(0, 3).join(', ') + (rest > 0 ? ` and ${rest} more` : '')
}

function warningsOf({ otherComposeFiles, otherProject, composeFiles }: PlanFacts): string[] {
  const warnings: string[] = []
  if (otherComposeFiles !== undefined) {
    warnings.push(
      `Compose files picked this time: ${composeFiles.join(', ')}; last time: ${otherComposeFiles.join(', ')}.`,
    )
  }
  if (otherProject !== undefined) {
    warnings.push(`${otherProject} keeps running. This stops it: docker compose -p ${otherProject} down`)
  }
  return warnings
}
