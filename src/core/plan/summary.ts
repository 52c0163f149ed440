import type { PlanFacts } from './facts.ts'
import { actions } from './findings.ts'
import { joined, listed, shortCommit } from './phrases.ts'
import type { Reason, Rule, ServicePlan } from './plan.ts'
import type { Touched } from './touched.ts'
import type { WholeReason } from './whole-project.ts'
import { isAsked } from './wishes.ts'

/** Why the project is not skipped, most telling first; nothing when it is. */
export function planReasons(
  facts: PlanFacts,
  whole: readonly WholeReason[],
  services: readonly ServicePlan[],
): Reason[] {
  const { wishes } = facts
  const unbuilt = wishes.build === false
  const general = whole.filter(({ builds }) => !(builds && unbuilt)).map(({ reason }) => reason)
  const isTold = whole.some(({ builds }) => builds) && !unbuilt
  const reasons = [
    ...(unbuilt ? [said('request', 'asked for, without building')] : []),
    ...general,
    ...(isTold ? [] : summarise(facts, services)),
    ...orphanReasons(facts),
  ]
  return reasons.length > 0 ? reasons : fallback(facts)
}

const said = (rule: Rule, text: string, evidence?: string): Reason =>
  evidence === undefined ? { rule, text } : { rule, text, evidence }

const done = { build: 'built', recreate: 'recreated', restart: 'restarted' } as const

/** One sentence for what happens to the services: the first of those to which most is done. */
function summarise(facts: PlanFacts, services: readonly ServicePlan[]): Reason[] {
  const acting = services.filter(({ action }) => action !== 'leave')
  const strongest = actions.find(action => acting.some(service => service.action === action))
  const [first, ...others] = acting.filter(({ action }) => action === strongest)
  const [reason] = first?.reasons ?? []
  if (first === undefined || reason === undefined || first.action === 'leave') return []
  if (reason.rule === 'not-running') return [sayDown(facts, acting)]
  const rest = others.length > 0 ? `, and so ${others.length === 1 ? 'is' : 'are'} ${listed(others.map(nameOf))}` : ''
  return [said('changed', `${first.service} is ${done[first.action]}: ${reason.text}${rest}`, reason.evidence)]
}

const nameOf = ({ service }: ServicePlan): string => service

function sayDown({ lastAttemptIsTip, tip }: PlanFacts, acting: readonly ServicePlan[]): Reason {
  const names = acting.filter(({ reasons }) => reasons[0]?.rule === 'not-running').map(nameOf)
  const text = `no container of ${joined(names)} runs`
  const isDeployed = `${shortCommit(tip)} is deployed already, but `
  return said('not-running', lastAttemptIsTip ? isDeployed + text : text, names[0])
}

function orphanReasons({ orphans, removeOrphans }: PlanFacts): Reason[] {
  if (orphans.length === 0 || !removeOrphans) return []
  const text = `${joined(orphans)} left the Compose files and ${orphans.length === 1 ? 'is' : 'are'} removed`
  return [said('changed', text, orphans[0])]
}

/** Nothing is to be done to any service. */
function fallback({ wishes, failedSince: [last] }: PlanFacts): Reason[] {
  if (isAsked(wishes)) return [said('request', 'asked for')]
  if (last === undefined) return []
  return [said('failed-before', `deployment ${last.id} (${shortCommit(last.commit)}) did not succeed`, last.commit)]
}

/** Why there is nothing to do at all. */
export function whySkip(facts: PlanFacts, touched: readonly Touched[], services: readonly ServicePlan[]): Reason {
  const { tip, lastAttemptIsTip, changed = [] } = facts
  if (lastAttemptIsTip) {
    return said('nothing-changed', `${shortCommit(tip)} is deployed already and its containers run`)
  }
  const paths = changed.map(({ path }) => path)
  if (touched.length === 0 && paths.length > 0) {
    return said('ignored', `only ignored files changed: ${listed(paths)}`, paths[0])
  }
  const shown = services.flatMap(({ reasons }) => reasons).find(({ rule }) => rule === 'mounted-folder')
  if (shown !== undefined) return said('nothing-changed', `nothing to do: ${shown.text}`, shown.evidence)
  const names = touched.map(({ name }) => name)
  if (names.length === 0) return said('nothing-changed', 'a new commit without changed files')
  return said('nothing-changed', `no service uses any of the changed files: ${listed(names)}`, names[0])
}
