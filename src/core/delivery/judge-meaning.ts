import type { ProviderName } from '../provider.ts'
import { greet, whyNothing } from './judge-words.ts'
import { type Chosen, ignore, type Match } from './match.ts'
import { matchChecks } from './match-checks.ts'
import { matchPackage } from './match-package.ts'
import { matchPullRequest } from './match-pull-request.ts'
import { matchPush, whyUnknown } from './match-push.ts'
import { matchRelease } from './match-tag.ts'
import type { Checks, Malformed, Meaning, Package, PullRequest, Release, RepositoryIdentity } from './meaning.ts'
import { type Acquaintances, type KnownIdentity, type Recognised, recognise } from './recognise.ts'
import { foldCase, formatName, type RepositoryName } from './repository-name.ts'

export type Understood = Exclude<Meaning, Malformed>

/** The decision on a signed request, before it is stored. */
export interface Judged {
  /** Absent when it could not be understood. */
  readonly meaning?: Understood
  readonly status: 'queued' | 'ignored' | 'pong'
  /** The decision in words a person understands. */
  readonly reason: string
  /** The apps to deploy. */
  readonly queue: readonly Chosen[]
  /** It is handed on to others once it is stored. */
  readonly isPending?: boolean
  /** Nothing that can be acted on: the HTTP status that says so. */
  readonly refused?: 400 | 403 | 415
  /** Most likely the registry or the hook is set up wrongly: somebody should look. */
  readonly suspicious: boolean
  /** It went well, but somebody should put this right. */
  readonly warning?: string
  /** A repository that is new, or was renamed. */
  readonly remember?: KnownIdentity
  /** It is refused until somebody accepts its repository. */
  readonly stranger?: Stranger
}

/** A repository that took over the name of another one. */
export interface Stranger {
  /** The full name, as the delivery has it. */
  readonly repository: string
  /** The apps that its pushes are for once it is accepted, by name. */
  readonly apps: readonly string[]
}

/** Where a request came in. */
export interface Origin {
  /** Of the URL alone: no header and no payload has a say in it. */
  readonly provider: ProviderName
  /** The repository of the URL `<provider>/<owner>/<name>`; absent at the general URL. */
  readonly own?: Required<RepositoryName>
}

/** The registry, who was heard of before, and what is Redhook's own echo. */
export interface JudgeFacts extends Acquaintances {
  /** The number or client id of Redhook's own App at this forge. */
  ownApp?(provider: ProviderName): string | undefined
}

/** Decides on what an authentic delivery says. */
export function judgeMeaning(from: Origin, event: string, meaning: Understood, facts: JudgeFacts): Judged {
  const { repository } = meaning
  if (repository === undefined) return { ...judgeAlone(event, meaning), meaning }
  const found = recognise(from.provider, repository, facts)
  const wrongUrl = whyWrongUrl(from, repository, found)
  if (wrongUrl !== undefined) return { ...refuse(403, wrongUrl), meaning }
  if (found.refused !== undefined) return { ...refuseStranger(event, meaning, found.refused, found), meaning }
  const judged = judgeFor(from, event, meaning, found, facts)
  const { warning, remember } = found
  if (warning === undefined && remember === undefined) return judged
  return {
    ...judged,
    ...(remember === undefined ? {} : { remember }),
    ...(warning === undefined ? {} : { warning, reason: `${judged.reason}. ${warning}` }),
  }
}

/** What deploys nothing anyway need not be refused. */
function refuseStranger(event: string, { kind, repository }: Understood, why: string, { entry }: Recognised): Judged {
  if (kind === 'other' || repository === undefined) return answer('ignored', whyNothing(event))
  const stranger = { repository: formatName(repository), apps: entry.apps.map(({ name }) => name) }
  return kind === 'ping'
    ? { ...answer('pong', `the hook works, but ${why}`), suspicious: true, stranger }
    : { ...refuse(403, why), stranger }
}

function judgeFor(
  { provider }: Origin,
  event: string,
  meaning: Understood,
  { entry, name }: Recognised,
  facts: JudgeFacts,
): Judged {
  switch (meaning.kind) {
    case 'push':
      return decide(meaning, matchPush(meaning, entry))
    case 'ping':
      return { ...answer('pong', greet(name, entry)), meaning }
    case 'other':
    case 'installation':
      return { ...answer('ignored', whyNothing(event)), meaning }
    case 'repository':
      return {
        ...answer('ignored', `${formatName(name)} was ${meaning.change}`),
        meaning,
        suspicious: entry.apps.length > 0,
      }
    case 'checks':
      return isOwnEcho(meaning, facts.ownApp?.(provider))
        ? { ...answer('ignored', "these are Redhook's own check runs, which deploy nothing"), meaning }
        : decideFor(meaning, entry.apps, matchChecks)
    case 'release':
      return decideFor(meaning, entry.apps, matchRelease)
    case 'package':
      return decideFor(meaning, entry.apps, matchPackage)
    case 'pull-request':
      return judgePullRequest(meaning, entry.apps)
    default:
      return meaning satisfies never
  }
}

type Triggering = Release | Checks | Package

function decideFor<M extends Triggering>(
  meaning: M,
  apps: Recognised['entry']['apps'],
  match: (meaning: M, apps: Recognised['entry']['apps']) => Match,
): Judged {
  return decide(meaning, apps.length === 0 ? unknown(meaning.repository) : match(meaning, apps))
}

function judgePullRequest(meaning: PullRequest, apps: Recognised['entry']['apps']): Judged {
  if (apps.length === 0) return decide(meaning, unknown(meaning.repository))
  const { isFollowed, ...match } = matchPullRequest(meaning, apps)
  return isFollowed ? { ...decide(meaning, match), status: 'queued', isPending: true } : decide(meaning, match)
}

const unknown = (repository: RepositoryIdentity): Match =>
  ignore(whyUnknown(repository.owner, formatName(repository)), false)

const decide = (meaning: Understood, { queue, known, reason }: Match): Judged => ({
  meaning,
  status: queue.length > 0 ? 'queued' : 'ignored',
  reason,
  queue,
  suspicious: !known,
})

/** What is about no repository. */
function judgeAlone(event: string, meaning: Understood): Judged {
  if (meaning.kind === 'ping') return answer('pong', 'the hook works')
  if (meaning.kind !== 'installation') return answer('ignored', whyNothing(event))
  const { change, account } = meaning
  const happened =
    change === 'created' ? 'was installed' : change === 'deleted' ? 'was removed' : 'has other repositories now'
  const where = account === undefined ? '' : ` at ${account}`
  return {
    ...answer('ignored', `the GitHub App ${happened}${where}: its installations are looked up anew`),
    isPending: true,
  }
}

/** The end of our own check runs is an event, too. */
const isOwnEcho = ({ appIds }: Checks, ownApp: string | undefined): boolean =>
  ownApp !== undefined && appIds?.includes(ownApp) === true

/** A repository with its own secret is heard at its own URL alone, and nobody else is heard there. */
function whyWrongUrl(
  { own }: Origin,
  repository: RepositoryIdentity,
  { entry: { secrets }, name }: Recognised,
): string | undefined {
  if (own === undefined) {
    return secrets.length > 0
      ? `${formatName(name)} has its own secret, so its hook belongs to the URL that ends with its name`
      : undefined
  }
  return foldCase(formatName(name)) === foldCase(formatName(own))
    ? undefined
    : `this URL belongs to ${formatName(own)}, not to ${formatName(repository)}`
}

const answer = (status: 'ignored' | 'pong', reason: string): Judged => ({
  status,
  reason,
  queue: [],
  suspicious: false,
})

/** Nothing can be made of it. */
export const refuse = (refused: NonNullable<Judged['refused']>, reason: string): Judged => ({
  ...answer('ignored', reason),
  refused,
  suspicious: true,
})
