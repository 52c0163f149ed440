import type { ComposeModel, ServiceModel } from './compose-model.ts'
import { formatImageName } from './image-name.ts'
import type { Trap, TrapFacts } from './trap.ts'

/** Which image a service runs depends on who was last, or on what happened to be there. */
export const findImageTraps = ({ services }: ComposeModel, { pull }: Pick<TrapFacts, 'pull'>): Trap[] => [
  ...sameTag(services),
  ...services.filter(({ build }) => build === undefined).flatMap(service => referring(service, services, pull)),
]

/** Services that build the same name from different builds. */
function sameTag(services: readonly ServiceModel[]): Trap[] {
  const built = Map.groupBy(
    services.filter(({ build }) => build !== undefined),
    ({ image }) => formatImageName(image),
  )
  return [...built]
    .filter(([, sharing]) => new Set(sharing.map(({ build }) => build?.key)).size > 1)
    .map(([image, sharing]) => {
      const names = sharing.map(({ name }) => name)
      return {
        kind: 'same-tag',
        services: names,
        text: `${listed(names)} build the image ${image} from different builds: whichever is built last wins`,
        remedy: 'Give each an image name of its own, or leave image out.',
      }
    })
}

function referring(service: ServiceModel, services: readonly ServiceModel[], pull: TrapFacts['pull']): Trap[] {
  const image = formatImageName(service.image)
  const built = services.filter(({ build }) => build !== undefined)
  const builder = built.find(other => formatImageName(other.image) === image)
  if (builder) return neverAsks(service) ? [] : [withoutPolicy(service, builder.name, image)]
  const near = built.find(other => repositoryOf(formatImageName(other.image)) === repositoryOf(image))
  if (near) return [otherTag(service, near)]
  return moves(service, image, pull) ? [movingTag(service)] : []
}

const neverAsks = ({ pullPolicy }: ServiceModel): boolean => pullPolicy === 'never' || pullPolicy === 'build'

const withoutPolicy = ({ name }: ServiceModel, builder: string, image: string): Trap => ({
  kind: 'no-pull-policy',
  services: [name],
  text: `${name} runs ${image}, which ${builder} builds; where it is not there yet, Compose asks a registry for it`,
  remedy: `Set pull_policy: never for ${name}, or give it the same build as ${builder}.`,
})

const otherTag = ({ name, image }: ServiceModel, builder: ServiceModel): Trap => ({
  kind: 'other-tag',
  services: [name, builder.name],
  text: `${name} runs ${formatImageName(image)}, and ${builder.name} builds ${formatImageName(builder.image)}: ${name} never gets what is built here`,
  remedy: `Name the same image in both if ${name} is meant to run it.`,
})

const moves = ({ pullPolicy }: ServiceModel, image: string, pull: TrapFacts['pull']): boolean =>
  pull === 'missing' && image.endsWith(':latest') && /^(missing|if_not_present)?$/.test(pullPolicy ?? '')

const movingTag = ({ name, image }: ServiceModel): Trap => ({
  kind: 'moving-tag',
  services: [name],
  text: `${name} runs ${formatImageName(image)}, which is fetched once and stays as it was then`,
  remedy: 'Name a version, and raise it with a commit; or set pull: always in the registry.',
})

const repositoryOf = (image: string): string => image.replace(/[:@][^/]*$/, '')

const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
