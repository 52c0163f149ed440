import { isBefore } from './compose-version.ts'
import type { PlanFacts } from './facts.ts'
import { because, type Finding, type Findings } from './findings.ts'
import type { Rule } from './plan.ts'
import { isBuilt, type ProjectService } from './project.ts'

/** Adds what follows for containers once it is clear what is built: others that run the image, and what is not running. */
export function addContainerReasons(
  services: readonly ProjectService[],
  { down }: Pick<PlanFacts, 'down'>,
  findings: Findings,
): void {
  for (const service of services) {
    const { name } = service
    const builder = isBuilt(service)
      ? undefined
      : service.sharers.find(other => findings.action(other.name) === 'build')
    if (builder !== undefined) {
      const finding = because('uses-image', `it runs the image that ${builder.name} builds`, builder.name)
      findings.add(name, 'recreate', 'uses-image', () => finding)
    }
    const isLeft = (findings.action(name) ?? 'leave') === 'leave'
    if (isLeft && down.includes(name)) {
      findings.add(name, 'recreate', 'not-running', () => because('not-running', `no container of ${name} runs`, name))
    }
  }
}

/**
 * Adds what Compose does to services that depend on others. Before 2.30 `up` recreates whatever depends on a service that it
 * recreates; since then only where `restart: true` says so (measured with 2.26.1).
 */
export function addDependencyReasons(
  services: readonly ProjectService[],
  composeVersion: string,
  findings: Findings,
): void {
  const isCascading = isBefore(composeVersion, 2, 30)
  let isChanging = true
  while (isChanging) {
    isChanging = false
    for (const service of services) {
      for (const { service: other, restart } of service.dependsOn) {
        const effect = dependencyEffect(findings.of(other), restart, isCascading)
        if (effect === undefined || !isStronger(effect.action, findings.action(service.name))) continue
        const { action, ...finding } = { ...effect, ...because('dependency', sayEffect(effect, other), other) }
        findings.add(service.name, action, 'dependency', () => finding)
        isChanging = true
      }
    }
  }
}

type Effect = Pick<Finding, 'action' | 'isForced'>

/** What becomes of a service when this is done to one that it depends on. */
function dependencyEffect(found: readonly Finding[], restart: boolean, isCascading: boolean): Effect | undefined {
  if (isReplacedByCompose(found)) return isCascading || restart ? { action: 'recreate' } : undefined
  if (!restart) return undefined
  // Whatever shares the network of a container that is replaced can't be started again: it must be made anew.
  if (found.some(({ isForced }) => isForced)) return { action: 'recreate', isForced: true }
  return found.some(({ action }) => action === 'restart') ? { action: 'restart' } : undefined
}

/** Containers that are not there yet are created, which is none of their dependants' business. */
const isReplacedByCompose = (found: readonly Finding[]): boolean =>
  !found.some(({ reason }) => creating.includes(reason.rule)) &&
  found.some(
    ({ action, reason, isForced }) =>
      action === 'build' || (action === 'recreate' && !(isForced && reason.rule !== 'definition')),
  )

const creating: readonly Rule[] = ['first', 'color-changed', 'new-service', 'not-running']

const strength = { leave: 0, restart: 1, recreate: 2, build: 3 } as const

const isStronger = (action: Finding['action'], than: Finding['action'] = 'leave'): boolean =>
  strength[action] > strength[than]

const sayEffect = ({ action, isForced }: Effect, other: string): string => {
  if (action === 'restart') return `it is restarted with ${other}, which it depends on`
  return `${isForced ? 'it is replaced' : 'Compose replaces it'} with ${other}, which it depends on`
}
