import { because, type Finding, type Findings } from './findings.ts'
import { type BuiltService, isBuilt, mayBeStale, type ProjectService } from './project.ts'

type Spread = Finding['reason']

/** Lets each build bring about those that follow from it, until nothing more follows. */
export function spreadBuilds(services: readonly ProjectService[], scope: 'changed' | 'all', findings: Findings): void {
  const built = services.filter(isBuilt)
  const isBuilding = ({ name }: ProjectService) => findings.action(name) === 'build'
  const waiting = built.filter(isBuilding)
  for (const service of waiting) {
    for (const other of built.filter(candidate => !isBuilding(candidate))) {
      const reason = whyToo(other, service, scope)
      if (reason === undefined) continue
      findings.add(other.name, 'build', reason.rule, () => ({ reason }))
      waiting.push(other)
    }
  }
}

/** Why a service is built when another one is. */
function whyToo(service: BuiltService, other: BuiltService, scope: 'changed' | 'all'): Spread | undefined {
  const { name } = other
  const { build, sharers, users } = service
  if (other.users.includes(service)) {
    return build.isUnderstood
      ? because('uses-image', `its Dockerfile uses the image of ${name}, which is built`, name).reason
      : because('unsure', `its Dockerfile may use the image of ${name}, which is built`, name).reason
  }
  if (sharers.includes(other)) return because('same-build', `${name} builds an image of the same name`, name).reason
  if (users.includes(other) && mayBeStale(service)) {
    return because('unsure', `${name}, which is built, may use its image, stale where a mount covers it`, name).reason
  }
  return scope === 'all' ? because('scope', `${name} is built, and the scope is all`, name).reason : undefined
}

/**
 * The first service with the same build that is built, too; undefined for that one itself, and where another image is built from this
 * one: it has to be there in time.
 */
export function findSameBuild(
  service: ProjectService,
  project: readonly ProjectService[],
  isBuilding: (name: string) => boolean,
): string | undefined {
  const { key } = service.build ?? {}
  const first = project.find(({ name, build }) => build !== undefined && build.key === key && isBuilding(name))
  if (key === undefined || first === undefined || first === service) return undefined
  return service.users.length === 0 || service.sharers.includes(first) ? first.name : undefined
}
