import { RedhookError } from '../errors.ts'
import { insideCheckout } from './path-rules.ts'
import { anything, type Judging, judge, mapOf, oneOf, only, type Place, type Refusal } from './rule.ts'
import { judgeWritable, service } from './service-rules.ts'

/** What a model is judged against. */
export interface ModelView {
  /** The checkout's real path. */
  readonly root: string
  /** The real path of every path that the model names, see `pathsOf`; none for what is not there. */
  readonly realPaths: ReadonlyMap<string, string>
  /** Keys that are let through: `services.*.privileged`. A star stands for one name or place in a list; what is below goes with it. */
  readonly allow: readonly string[]
}

const model = only({
  name: anything,
  version: anything,
  services: mapOf(service),
  networks: mapOf(
    only({
      name: anything,
      driver: oneOf('bridge', 'default'),
      attachable: anything,
      internal: anything,
      enable_ipv4: anything,
      enable_ipv6: anything,
      ipam: anything,
      labels: anything,
    }),
  ),
  volumes: mapOf(only({ name: anything, driver: oneOf('local', 'default'), labels: anything })),
  configs: mapOf(only({ name: anything, file: insideCheckout, content: anything, labels: anything })),
  secrets: mapOf(only({ name: anything, file: insideCheckout, labels: anything })),
})

/** What of a resolved model is not on the list; empty: it may run. Never throws, whatever the model is. */
export function judgeModel(resolved: unknown, { root, realPaths, allow }: ModelView): Refusal[] {
  const refusals: Refusal[] = []
  const judging: Judging = {
    isAllowed: createAllow(allow),
    realPath: path => realPaths.get(path),
    isInside: path => path === root || path.startsWith(`${root}/`),
    refuse: (place, why) => refusals.push({ key: formatPlace(place), why }),
  }
  judge(model, resolved, [], judging)
  judgeWritable(resolved, judging)
  return refusals
}

/** Whether a place, or one above it, is let through by one of these patterns. */
export function createAllow(allow: readonly string[]): (place: Place) => boolean {
  const patterns = allow.map(pattern => pattern.split('.'))
  return place => patterns.some(pattern => matches(pattern, place))
}

function matches(pattern: readonly string[], place: Place): boolean {
  if (pattern.length > place.length) return false
  return pattern.every((part, index) => part === '*' || part === place[index])
}

/** Names that would not be read as one are quoted. */
const formatPlace = (place: Place): string =>
  place.map(part => (/^[\w-]{1,60}$/.test(part) ? part : JSON.stringify(part.slice(0, 60)))).join('.') || 'the file'

/** The failure of a preview whose model is not on the list. */
export const previewRefused = (refusals: readonly Refusal[]): RedhookError =>
  new RedhookError(
    `This preview may not run: ${refusals.slice(0, mostNamed).map(formatRefusal).join('; ')}${more(refusals)}`,
    {
      code: 'PREVIEW_REFUSED',
      hint: 'Take it out of the Compose file of the pull request, or let the key through with previews.allow of the app.',
    },
  )

/** What a pull request would have Compose read, against what it may. */
export const sourcesRefused = (refusals: readonly Refusal[]): RedhookError =>
  new RedhookError(
    `The Compose file of the pull request is not given to Compose: ${refusals.slice(0, mostNamed).map(formatRefusal).join('; ')}${more(refusals)}`,
    {
      code: 'PREVIEW_REFUSED',
      hint: 'Take it out of the pull request: what its Compose file takes in must lie in the repository, by a path that is told by the files alone.',
    },
  )

const mostNamed = 20

const formatRefusal = ({ key, why }: Refusal): string => `${key} ${why}`

const more = ({ length }: readonly Refusal[]): string => (length > mostNamed ? `; and ${length - mostNamed} more` : '')
