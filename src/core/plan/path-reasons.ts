import { sayBuild, whyBuild } from './build-reasons.ts'
import { createContextView } from './context-view.ts'
import { isCovered, type Mounted, showing } from './cover.ts'
import type { PlanFacts } from './facts.ts'
import { because, type Findings } from './findings.ts'
import { addMountReason } from './mount-reasons.ts'
import { createPlaceIndex } from './place-index.ts'
import { isBuilt, type ProjectService } from './project.ts'
import type { Touched } from './touched.ts'
import { createTriggers, ownPlaces } from './trigger-reasons.ts'

/** Adds what each path that was touched means for each service. */
export function addPathReasons(
  facts: PlanFacts,
  services: readonly ProjectService[],
  touched: readonly Touched[],
  findings: Findings,
): void {
  const built = services.filter(isBuilt)
  const buildsAt = createPlaceIndex(
    built.flatMap(service => ownPlaces(service).map(place => [place, service] as const)),
  )
  const mountsAt = createPlaceIndex(mountPlaces(services))
  const view = createContextView()
  const triggers = createTriggers(facts.triggers, { built, buildsAt, view })
  for (const path of touched) {
    const trigger = path.isInput ? undefined : triggers(path)
    let isReached = usesAsEnvironment(services, path)
    const mounted = mountsAt(path.file)
    const shown = showing(mounted, path.file)
    for (const service of trigger?.isNowhere ? built : buildsAt(path.file)) {
      const rule = whyBuild(service, path.file, trigger, view)
      if (rule === undefined || (rule === 'context' && isCovered(service, shown))) continue
      findings.add(service.name, 'build', rule, () => sayBuild(rule, service, path, trigger))
      isReached = true
    }
    for (const { service, mount } of mounted) {
      if (addMountReason(service, mount, path, facts, findings)) isReached = true
    }
    if (path.isWatched && !isReached) addUnsure(built, path, findings)
  }
}

const mountPlaces = (services: readonly ProjectService[]): (readonly [place: string, mounted: Mounted])[] =>
  services.flatMap(service => service.mounts.map(mount => [mount.source, { service, mount }] as const))

/** Whether it changed a definition is told by the definition. */
const usesAsEnvironment = (services: readonly ProjectService[], { isWatched, file }: Touched): boolean =>
  isWatched && services.some(({ envFiles }) => envFiles.includes(file))

/** Somebody had it watched, and nothing tells what for. */
function addUnsure(built: readonly ProjectService[], { name }: Touched, findings: Findings): void {
  const finding = because('unsure', `${name}, which is watched, changed, and what uses it can't be told`, name)
  for (const service of built) findings.add(service.name, 'build', 'unsure', () => finding)
}
