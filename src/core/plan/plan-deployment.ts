import { planCommandApp } from './command-app.ts'
import type { ComposeModel } from './compose-model.ts'
import type { PlanFacts } from './facts.ts'
import { findServiceReasons } from './find-service-reasons.ts'
import { addContainerReasons, addDependencyReasons } from './follow.ts'
import { overruleBuilds } from './overrule.ts'
import { changedCap, type Plan, type Reason } from './plan.ts'
import { createProject } from './project.ts'
import { planService } from './service-plan.ts'
import { spreadBuilds } from './spread-builds.ts'
import { planReasons, whySkip } from './summary.ts'
import { collectTouched, type Touched } from './touched.ts'
import { planWarnings } from './warnings.ts'
import { whyWholeProject } from './whole-project.ts'
import { isAsked } from './wishes.ts'

/**
 * Decides what a deployment does to each service, and why. Pure: the same facts give the same plan. When unsure it builds, since the
 * layer cache makes a needless build cheap and a stale image is never right.
 */
export function planDeployment(facts: PlanFacts): Plan {
  const { model, knownBad } = facts
  const touched = collectTouched(facts)
  if (model === undefined) {
    const [action, reason] = planCommandApp(facts)
    return assemble(facts, touched, { action, reasons: [reason], services: [] })
  }
  if (knownBad !== undefined && facts.marker === undefined && !isAsked(facts.wishes)) {
    return assemble(facts, touched, { action: 'skip', reasons: [sayKnownBad(knownBad)], services: [] })
  }
  return planProject(facts, model, touched)
}

type Decided = Pick<Plan, 'action' | 'reasons' | 'services'> &
  Partial<Pick<Plan, 'overruled'>> & { readonly warnings?: readonly string[] }

/** In this order: what each service needs for itself, what follows from its builds, and what Compose does to the rest. */
function planProject(facts: PlanFacts, model: ComposeModel, touched: readonly Touched[]): Plan {
  const project = createProject(model)
  const whole = whyWholeProject(facts)
  const found = findServiceReasons(facts, project, touched, whole)
  spreadBuilds(project, facts.scope, found)
  const overruled = facts.wishes.build === false ? overruleBuilds(project, facts, found) : undefined
  const findings = overruled?.findings ?? found
  addContainerReasons(project, facts, findings)
  addDependencyReasons(project, model.composeVersion, findings)

  const services = project.map(service => planService(service, project, findings))
  const reasons = planReasons(facts, whole, services)
  if (reasons.length === 0) {
    return assemble(facts, touched, { action: 'skip', reasons: [whySkip(facts, touched, services)], services })
  }
  const action = services.some(service => service.action === 'build') ? 'build' : 'up'
  return assemble(facts, touched, {
    action,
    reasons,
    services,
    ...(overruled === undefined ? {} : { warnings: overruled.warnings }),
    ...(overruled === undefined || overruled.builds.length === 0 ? {} : { overruled: overruled.builds }),
  })
}

function assemble(facts: PlanFacts, touched: readonly Touched[], decided: Decided): Plan {
  const { base, tip, orphans } = facts
  const changed = touched.filter(({ isInput }) => !isInput).map(({ name }) => name)
  return {
    ...decided,
    warnings: [...planWarnings(facts), ...(decided.warnings ?? [])],
    ...(orphans.length === 0 ? {} : { orphans }),
    ...(base === undefined ? {} : { base }),
    tip,
    changed: changed.slice(0, changedCap),
    changedTotal: changed.length,
  }
}

const sayKnownBad = (id: number): Reason => ({
  rule: 'known-bad',
  evidence: String(id),
  text: `deployment ${id} tried this very commit and was rolled back; redhook deploy tries it again`,
})
