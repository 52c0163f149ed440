import { addDefinitionReasons, changedSections } from './definition-reasons.ts'
import type { PlanFacts } from './facts.ts'
import { createFindings, type Findings } from './findings.ts'
import { addFolderReasons } from './mount-reasons.ts'
import { addPathReasons } from './path-reasons.ts'
import { isBuilt, type ProjectService } from './project.ts'
import { addStaleReasons } from './stale-reasons.ts'
import { addStandingReasons } from './standing-reasons.ts'
import type { Touched } from './touched.ts'
import { isDiffUnknown, type WholeReason } from './whole-project.ts'

/** Collects every reason that a service has of its own, or shares with the whole project. */
export function findServiceReasons(
  facts: PlanFacts,
  project: readonly ProjectService[],
  touched: readonly Touched[],
  whole: readonly WholeReason[],
): Findings {
  const findings = createFindings()
  const sections = new Map(project.map(service => [service, changedSections(service, facts)]))
  const sectionsOf = (service: ProjectService) => sections.get(service) ?? []
  const isUnknown = isDiffUnknown(facts)
  for (const service of project) addWholeReasons(service, whole, findings)
  addPathReasons(facts, project, touched, findings)
  for (const service of project) {
    addStandingReasons(service, facts, findings)
    addDefinitionReasons(service, sectionsOf(service), touched, findings)
    addStaleReasons(service, sectionsOf, facts, findings)
    addFolderReasons(service, facts, isUnknown, findings)
  }
  return findings
}

function addWholeReasons(service: ProjectService, whole: readonly WholeReason[], findings: Findings): void {
  for (const { reason, builds, recreates } of whole) {
    const instead = recreates ? { instead: 'recreate' as const } : {}
    if (builds && isBuilt(service)) findings.add(service.name, 'build', reason.rule, () => ({ reason, ...instead }))
    else if (recreates) findings.add(service.name, 'recreate', reason.rule, () => ({ reason }))
  }
}
