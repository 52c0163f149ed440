import { sectionsIn } from './definition-reasons.ts'
import type { PlanFacts } from './facts.ts'
import { because, type Findings } from './findings.ts'
import { sameImage } from './image-name.ts'
import { isBuilt, type ProjectService } from './project.ts'

/** Whether a service was not there when the last deployment was made. */
export const isNew = ({ name }: ProjectService, { livePrint }: PlanFacts): boolean =>
  livePrint !== undefined && sectionsIn(livePrint, name) === undefined

/** Adds what holds of a service whatever has changed: it is new, its image is gone, or a build is owed. */
export function addStandingReasons(service: ProjectService, facts: PlanFacts, findings: Findings): void {
  const { name, image } = service
  if (isNew(service, facts)) {
    const finding = because('new-service', `${name} is new`, name)
    if (isBuilt(service)) findings.add(name, 'build', 'new-service', () => ({ ...finding, instead: 'recreate' }))
    else findings.add(name, 'recreate', 'new-service', () => finding)
  }
  if (!isBuilt(service)) return
  if (facts.missingImages.some(missing => sameImage(missing, image))) {
    findings.add(name, 'build', 'image-missing', () =>
      because('image-missing', `the image ${image} is not there`, image),
    )
  }
  for (const { service: owing, reason } of facts.overruled) {
    if (owing !== name) continue
    const text = `not built last time, though ${reason.text}`
    findings.add(name, 'build', 'overruled', () => ({ ...because('overruled', text, reason.evidence), owed: reason }))
  }
}
