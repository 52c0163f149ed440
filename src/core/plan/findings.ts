import type { Reason, Rule, ServicePlan } from './plan.ts'

type ServiceAction = ServicePlan['action']

/** Something that one rule found about a service, and what it asks for. */
export interface Finding {
  readonly action: ServiceAction
  readonly reason: Reason
  /** Of a build: what remains to be done when somebody wants no build. */
  readonly instead?: ServiceAction
  /** Of a build that is owed since an earlier deployment: the reason it had then. */
  readonly owed?: Reason
  /** Compose sees no difference. */
  readonly isForced?: true
}

/** What has been found so far, by service. */
export interface Findings {
  /** `make` is only called while the rule has said less than `reasonCap` times the same of this service. */
  add(service: string, action: ServiceAction, rule: Rule, make: () => Omit<Finding, 'action'>): void
  /** In the order they were found; of many alike the last one kept tells how many more there are. */
  of(service: string): readonly Finding[]
  /** The strongest action that was asked for; undefined when nothing was found. */
  action(service: string): ServiceAction | undefined
}

/** So many reasons of one rule are kept for a service. */
const reasonCap = 5

/** From the strongest to the weakest. */
export const actions: readonly ServiceAction[] = ['build', 'recreate', 'restart', 'leave']

/** A finding of a rule that speaks in one sentence. */
export const because = (
  rule: Rule,
  text: string,
  evidence?: string,
): Omit<Finding, 'action'> & { readonly reason: Reason } => ({
  reason: evidence === undefined ? { rule, text } : { rule, text, evidence },
})

/** Collects findings. */
export function createFindings(): Findings {
  const services = new Map<string, Group[]>()
  const groupsOf = (service: string): Group[] => {
    const groups = services.get(service) ?? []
    if (groups.length === 0) services.set(service, groups)
    return groups
  }
  return {
    add(service, action, rule, make) {
      const groups = groupsOf(service)
      const group = groups.find(known => known.rule === rule && known.action === action)
      if (group === undefined) groups.push({ action, rule, found: [{ action, ...make() }], more: 0 })
      else if (group.found.length < reasonCap) group.found.push({ action, ...make() })
      else group.more += 1
    },
    of: service => groupsOf(service).flatMap(withCount),
    action: service => actions.find(action => groupsOf(service).some(group => group.action === action)),
  }
}

interface Group {
  readonly action: ServiceAction
  readonly rule: Rule
  readonly found: Finding[]
  more: number
}

function withCount({ found, more }: Group): Finding[] {
  const last = found.at(-1)
  if (last === undefined || more === 0) return found
  const { text } = last.reason
  return [...found.slice(0, -1), { ...last, reason: { ...last.reason, text: `${text} (and ${more} more)`, more } }]
}
