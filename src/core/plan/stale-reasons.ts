import { linkSections } from './compose-model.ts'
import type { ChangedSection } from './definition-reasons.ts'
import type { PlanFacts } from './facts.ts'
import { because, type Findings } from './findings.ts'
import { isBuilt, mayBeStale, type ProjectService } from './project.ts'
import { isNew } from './standing-reasons.ts'

/** Sections that say which image is run, and what covers it. */
const decisive: readonly string[] = ['image', 'volumes', linkSections.mounts]

/**
 * A mount over the build context keeps changes out of the image, which nobody notices until something runs the image without it.
 * Adds a build where another service begins to run the image, or runs it with other mounts.
 */
export function addStaleReasons(
  service: ProjectService,
  sectionsOf: (service: ProjectService) => readonly ChangedSection[],
  facts: PlanFacts,
  findings: Findings,
): void {
  if (!isBuilt(service) || !mayBeStale(service)) return
  for (const sharer of service.sharers) {
    const isOther = sectionsOf(sharer).some(({ name }) => decisive.includes(name))
    if (!isOther && !isNew(sharer, facts)) continue
    const text = `${sharer.name} runs the same image in another way than before, and it may be stale where a mount covers it`
    findings.add(service.name, 'build', 'unsure', () => because('unsure', text, sharer.name))
  }
}
