import type { PlanFacts } from './facts.ts'
import { createGlobs } from './globs.ts'
import { listed, shortCommit } from './phrases.ts'
import type { Plan, Reason, Rule } from './plan.ts'
import { isAsked } from './wishes.ts'

/** Whether the commands of an app without Compose run, and why. */
export function planCommandApp(facts: PlanFacts): [action: Extract<Plan['action'], 'up' | 'skip'>, reason: Reason] {
  const { wishes, base, failedSince, lastAttemptIsTip, changedInputs, tip } = facts
  if (isAsked(wishes)) return ['up', said('request', 'asked for')]
  if (base === undefined) return ['up', said('first', 'first deployment')]
  if (failedSince.length > 0) return ['up', said('failed-before', 'the last attempt did not succeed')]
  if (changedInputs.length > 0) return ['up', said('command', `changed: ${listed(changedInputs.map(nameOf))}`)]
  if (lastAttemptIsTip) return ['skip', said('nothing-changed', `${shortCommit(tip)} is deployed already`)]
  return judgePaths(facts)
}

function judgePaths({ changed = [], ignore }: PlanFacts): ['up' | 'skip', Reason] {
  const paths = changed.map(({ path }) => path)
  const ignored = createGlobs(ignore)
  const counting = paths.filter(path => ignored(path) === undefined)
  if (paths.length > 0 && counting.length === 0) {
    return ['skip', said('ignored', `only ignored files changed: ${listed(paths)}`, paths[0])]
  }
  return ['up', said('command', counting.length > 0 ? `changed: ${listed(counting)}` : 'a new commit')]
}

const nameOf = ({ name }: { readonly name: string }): string => name

const said = (rule: Rule, text: string, evidence?: string): Reason =>
  evidence === undefined ? { rule, text } : { rule, text, evidence }
