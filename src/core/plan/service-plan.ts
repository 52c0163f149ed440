import { actions, type Finding, type Findings } from './findings.ts'
import type { Reason, ServicePlan } from './plan.ts'
import type { ProjectService } from './project.ts'
import { findSameBuild } from './spread-builds.ts'

const untouched: Reason = { rule: 'untouched', text: 'nothing it is made of changed' }

/** What was found about a service, as its plan: the strongest action wins, and its reasons come first. */
export function planService(
  service: ProjectService,
  project: readonly ProjectService[],
  findings: Findings,
): ServicePlan {
  const found = findings.of(service.name)
  const action = findings.action(service.name) ?? 'leave'
  const isBuilding = action === 'build'
  const sameBuildAs = isBuilding
    ? findSameBuild(service, project, name => findings.action(name) === 'build')
    : undefined
  return {
    service: service.name,
    action,
    reasons: found.length === 0 ? [untouched] : sortReasons(found),
    ...(isForced(action, found) ? { isForced: true } : {}),
    ...(sameBuildAs === undefined ? {} : { sameBuildAs }),
  }
}

/** Strongest first, each sentence once; what shows itself without further ado is only told where it is all there is to tell. */
function sortReasons(found: readonly Finding[]): Reason[] {
  const sorted = actions.flatMap(action => found.filter(finding => finding.action === action))
  const telling = sorted.filter(({ action }, _, [strongest]) => action !== 'leave' || strongest?.action === 'leave')
  return [...new Map(telling.map(({ reason }) => [reason.text, reason])).values()]
}

/** An image may come out the same and a definition be seen as equal: the containers still hold an old file. */
const isForced = (action: ServicePlan['action'], found: readonly Finding[]): boolean =>
  (action === 'build' || action === 'recreate') &&
  found.some(finding => finding.isForced || (finding.action === 'restart' && finding.reason.rule !== 'dependency'))
