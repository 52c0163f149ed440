import type { ComposeModel, ServiceModel } from './compose-model.ts'
import { sameImage } from './image-name.ts'
import type { Plan } from './plan.ts'

/**
 * The services to build, in groups: those of one group may be built side by side, and each needs no image but of groups before it.
 * Those that build the same name go one after another, as the files name them. A build that several share stands for one. Where images use each other in a circle, what is left is one group.
 */
export function planBuildWaves(plan: Pick<Plan, 'services'>, model: ComposeModel): string[][] {
  const names = plan.services
    .filter(({ action, sameBuildAs }) => action === 'build' && sameBuildAs === undefined)
    .map(({ service }) => service)
  let waiting = model.services.filter(({ name }) => names.includes(name))
  const waves: string[][] = []
  while (waiting.length > 0) {
    const ready = waiting.filter((service, at) =>
      waiting.every((other, otherAt) => other === service || !mustWait(service, other, otherAt < at)),
    )
    const wave = ready.length > 0 ? ready : waiting
    waves.push(wave.map(({ name }) => name))
    waiting = waiting.filter(service => !wave.includes(service))
  }
  return waves
}

/** Two builds for one name would race for it; which of them comes last must not be chance. */
const mustWait = (service: ServiceModel, other: ServiceModel, isEarlier: boolean): boolean =>
  needs(service, other) || (isEarlier && sameImage(service.image, other.image))

const needs = ({ build }: ServiceModel, other: ServiceModel): boolean =>
  build !== undefined &&
  (build.usesServices.includes(other.name) || build.uses.some(image => sameImage(image, other.image)))
