import type { ContainerState } from '../health/container-state.ts'
import type { Plan, Reason, ServicePlan } from '../plan/plan.ts'
import type { Cause, Deployment, Version } from './deployment.ts'
import type { ImagesBack } from './images-back.ts'
import { describeVersion } from './rollback-words.ts'

export interface VersionFacts {
  readonly cause: Extract<Cause, { kind: 'rollback' }>
  /** The deployment whose version is wanted. */
  readonly kept: Pick<Deployment, 'plan'> & { readonly version: Version }
  readonly images: ImagesBack
  readonly containers: readonly ContainerState[]
}

/**
 * The plan of a rollback that a person asked for, out of what a deployment of that commit without a build would do: images come from the
 * version, and only what is gone is built.
 */
export function planVersion(plan: Plan, { cause, kept, images, containers }: VersionFacts): Plan {
  const gone = new Set(images.build.map(({ service }) => service))
  const services = plan.services.map((service): ServicePlan => {
    if (gone.has(service.service)) return because(service, 'build', goneReason)
    return isOther(service, kept.version, containers)
      ? because(service, 'recreate', imageReason(service, kept.version))
      : service
  })
  const { overruled: _, ...rest } = plan
  const overruled = kept.plan?.overruled
  return {
    ...rest,
    action: gone.size > 0 ? 'build' : 'up',
    reasons: [whyBack(cause, kept.version)],
    services,
    // What was not built as asked is not owed: the image that was built from this commit comes back.
    warnings: plan.warnings.filter(text => !text.startsWith('Not built, as asked')),
    ...(overruled === undefined ? {} : { overruled }),
  }
}

const whyBack = ({ by, to }: VersionFacts['cause'], version: Version): Reason => ({
  rule: 'rollback',
  evidence: String(to),
  text: `${by} wants ${describeVersion({ ...version, deployment: to })} back`,
})

const goneReason: Reason = { rule: 'image-missing', text: 'its image of that version is gone' }

/** Its containers run another image than the version has. */
const isOther = ({ service }: ServicePlan, { images }: Version, containers: readonly ContainerState[]): boolean => {
  const wanted = images.find(image => image.service === service)
  return wanted !== undefined && containers.some(state => state.service === service && state.image !== wanted.id)
}

const imageReason = ({ service }: ServicePlan, version: Version): Reason => ({
  rule: 'rollback',
  evidence: service,
  text: `it gets its image of ${describeVersion(version)}`,
})

const because = (plan: ServicePlan, action: ServicePlan['action'], reason: Reason): ServicePlan => ({
  ...plan,
  action,
  reasons: [reason, ...plan.reasons.filter(({ rule }) => rule !== 'untouched')],
})
