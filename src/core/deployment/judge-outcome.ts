import type { ContainerState } from '../health/container-state.ts'
import type { ServiceOutcome } from './deployment.ts'

/** What became of each service: its containers before and after, and whether its image was built. In the order of their names. */
export function judgeOutcome(
  before: readonly ContainerState[],
  after: readonly ContainerState[],
  built: ReadonlySet<string>,
): ServiceOutcome[] {
  const names = new Set([...before, ...after].map(({ service }) => service))
  return [...names].sort().map(service => {
    const [then, now] = [before, after].map(states => states.filter(state => state.service === service))
    const image = built.has(service) ? { built: isSame(imagesOf(then), imagesOf(now)) ? 'same' : 'new' } : {}
    return { service, container: containersBecame(then, now), ...image } as ServiceOutcome
  })
}

function containersBecame(
  before: readonly ContainerState[] = [],
  after: readonly ContainerState[] = [],
): ServiceOutcome['container'] {
  if (before.length === 0) return 'created'
  if (after.length === 0) return 'removed'
  if (!isSame(idsOf(before), idsOf(after))) return 'recreated'
  return isSame(startsOf(before), startsOf(after)) ? 'kept' : 'restarted'
}

const imagesOf = (states: readonly ContainerState[] = []) => states.map(({ image }) => image)
const idsOf = (states: readonly ContainerState[]) => states.map(({ id }) => id)
const startsOf = (states: readonly ContainerState[]) => states.map(({ startedAt }) => String(startedAt))

const isSame = (some: readonly string[], others: readonly string[]): boolean =>
  [...new Set(some)].sort().join() === [...new Set(others)].sort().join()
