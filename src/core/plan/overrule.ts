import type { FailedAttempt, PlanFacts } from './facts.ts'
import { because, createFindings, type Finding, type Findings } from './findings.ts'
import { listed } from './phrases.ts'
import type { OverruledBuild, Reason, Rule } from './plan.ts'
import type { ProjectService } from './project.ts'

/** What is left when nothing may be built. */
interface Overruled {
  readonly findings: Findings
  /** What the next deployment owes. */
  readonly builds: readonly OverruledBuild[]
  readonly warnings: readonly string[]
}

/** These stay true by themselves until something is built. */
const lasting: readonly Rule[] = ['marker', 'image-missing', 'request']

/** Takes every build back, so that nothing that should have been built is forgotten because somebody wanted it now and unbuilt. */
export function overruleBuilds(
  project: readonly ProjectService[],
  { failedSince: [last] }: Pick<PlanFacts, 'failedSince'>,
  findings: Findings,
): Overruled {
  const builds = project.map(({ name }) => ({ service: name, reasons: buildsOf(name, findings).map(owedReason) }))
  const left = createFindings()
  for (const service of project) {
    keepRest(service, findings, left)
    if (last !== undefined) addMovedImage(service, last, findings, left)
  }
  return {
    findings: left,
    builds: builds.flatMap(({ service, reasons }) => owed(service, reasons)),
    warnings: warn(builds.flatMap(({ service, reasons: [first] }) => (first ? [`${service} (${first.text})`] : []))),
  }
}

const buildsOf = (service: string, findings: Findings): Finding[] =>
  findings.of(service).filter(({ action }) => action === 'build')

function keepRest({ name }: ProjectService, findings: Findings, left: Findings): void {
  for (const { action, ...finding } of findings.of(name).flatMap(withoutBuild)) {
    left.add(name, action, finding.reason.rule, () => finding)
  }
}

/** An attempt since the last good deployment may have moved the image's name already, which Compose follows. */
function addMovedImage(service: ProjectService, last: FailedAttempt, findings: Findings, left: Findings): void {
  if (![service, ...service.sharers].some(({ name }) => buildsOf(name, findings).length > 0)) return
  const text = `deployment ${last.id} may have built its image`
  left.add(service.name, 'recreate', 'failed-before', () => because('failed-before', text, last.commit))
}

const owedReason = ({ owed, reason }: Finding): Reason => owed ?? reason

const withoutBuild = ({ action, instead, owed, ...rest }: Finding): Finding[] => {
  if (action !== 'build') return [{ action, ...rest }]
  return instead === undefined ? [] : [{ action: instead, ...rest }]
}

const owed = (service: string, reasons: readonly Reason[]): OverruledBuild[] =>
  reasons
    .filter(({ rule, text }, at) => !lasting.includes(rule) && reasons.findIndex(other => other.text === text) === at)
    .map(reason => ({ service, reason }))

const warn = (builds: readonly string[]): string[] =>
  builds.length === 0 ? [] : [`Not built, as asked: ${listed(builds)}. The next deployment builds.`]
