import type { FailedAttempt, PlanFacts } from './facts.ts'
import { shortCommit } from './phrases.ts'
import type { Reason, Rule } from './plan.ts'

/** A reason that holds for every service. */
export interface WholeReason {
  readonly reason: Reason
  /** Every service that is built here is built. */
  readonly builds: boolean
  /** The others are created, or Compose decides about them by itself. */
  readonly recreates: boolean
}

/** Each reason to treat the project as a whole, most telling first. */
export const whyWholeProject = (facts: PlanFacts): WholeReason[] => [
  ...requestReasons(facts),
  ...(facts.base === undefined ? firstReasons(facts) : [...pathReasons(facts), ...printReasons(facts)]),
  ...pickReasons(facts),
  ...markerReasons(facts),
]

/** Whether some of the paths that differ can't be told. */
export const isDiffUnknown = ({ base, changed, failedSince }: PlanFacts): boolean =>
  base !== undefined && (changed === undefined || failedSince.some(attempt => attempt.changed === undefined))

const whole = (
  { builds = true, recreates = false }: { builds?: boolean; recreates?: boolean },
  rule: Rule,
  text: string,
  evidence?: string,
): WholeReason => ({
  reason: evidence === undefined ? { rule, text } : { rule, text, evidence },
  builds,
  recreates,
})

const requestReasons = ({ wishes }: PlanFacts): WholeReason[] =>
  wishes.build === true || wishes.noCache === true
    ? [whole({}, 'request', wishes.noCache ? 'asked for a build without cache' : 'asked for a build')]
    : []

function firstReasons({ otherProject, failedSince }: PlanFacts): WholeReason[] {
  const all = { recreates: true }
  if (otherProject !== undefined) {
    return [whole(all, 'color-changed', `the color changed: ${otherProject} was deployed last`, otherProject)]
  }
  const [last] = failedSince
  if (last === undefined) return [whole(all, 'first', 'first deployment of this project')]
  return [whole(all, 'failed-before', `${nameAttempt(last)} did not succeed, nor did any before it`, last.commit)]
}

/** What differs can't be told. */
function pathReasons({ base = '', changed, failedSince }: PlanFacts): WholeReason[] {
  const lost = failedSince.filter(attempt => attempt.changed === undefined)
  const text = `the commit deployed last, ${shortCommit(base)}, is no longer in the repository`
  return [
    ...(changed === undefined ? [whole({}, 'base-gone', text, base)] : []),
    ...lost.map(attempt =>
      whole({}, 'failed-before', `${nameAttempt(attempt)} did not succeed, and its commit is gone`, attempt.commit),
    ),
  ]
}

/** What the definitions were can't be told, or not be compared. */
function printReasons({ model, livePrint, failedSince }: PlanFacts): WholeReason[] {
  if (model === undefined) return []
  const all = { recreates: true }
  if (livePrint === undefined) {
    return [whole(all, 'unsure', 'what the last deployment was made from is not known')]
  }
  const blank = failedSince.find(({ print }) => print === undefined)
  if (blank !== undefined) return [whole(all, 'unsure', `what ${nameAttempt(blank)} built is not known`, blank.commit)]
  const prints = [livePrint, ...failedSince.flatMap(({ print }) => print ?? [])]
  const other = prints.find(({ composeVersion }) => composeVersion !== model.composeVersion)
  if (other === undefined) return []
  const text = `Compose ${model.composeVersion} instead of ${other.composeVersion} may see everything in another way`
  return [whole(all, 'compose-version', text, model.composeVersion)]
}

function pickReasons({ composeFiles, otherComposeFiles }: PlanFacts): WholeReason[] {
  if (otherComposeFiles === undefined) return []
  const text = `${composeFiles.join(', ')} instead of ${otherComposeFiles.join(', ')}`
  return [whole({ builds: false }, 'compose-pick', text)]
}

function markerReasons({ marker }: PlanFacts): WholeReason[] {
  if (marker === undefined) return []
  const { file, pushed } = marker
  return [whole({}, 'marker', pushed ? `${file} was pushed with new content` : `${file} is there`, file)]
}

const nameAttempt = ({ id, commit }: FailedAttempt): string => `deployment ${id} (${shortCommit(commit)})`
