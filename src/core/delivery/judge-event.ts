import { greet, whyNothing } from './judge-words.ts'
import { answer, type Judged, type JudgeFacts, type Origin, type Understood } from './judged.ts'
import { ignore, type Match } from './match.ts'
import { matchChecks } from './match-checks.ts'
import { matchPackage } from './match-package.ts'
import { matchPullRequest } from './match-pull-request.ts'
import { matchPush, whyUnknown } from './match-push.ts'
import { matchRelease } from './match-tag.ts'
import type { Checks, Package, PullRequest, Release, RepositoryIdentity } from './meaning.ts'
import { isOvertaken, pullKey } from './overtaken.ts'
import type { Recognised } from './recognise.ts'
import { formatName } from './repository-name.ts'

/** Decides on an event of a repository that is known, and came in at the right URL. */
export function judgeEvent(
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
      return judgePullRequest(meaning, entry.apps, facts.newestOf?.(pullKey(provider, meaning)))
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

function judgePullRequest(meaning: PullRequest, apps: Recognised['entry']['apps'], newest: number | undefined): Judged {
  if (apps.length === 0) return decide(meaning, unknown(meaning.repository))
  if (isOvertaken(meaning, newest)) return { ...answer('ignored', overtaken(meaning)), meaning }
  const { isFollowed, ...match } = matchPullRequest(meaning, apps)
  return isFollowed ? { ...decide(meaning, match), status: 'queued', isPending: true } : decide(meaning, match)
}

const overtaken = ({ number, repository }: PullRequest): string =>
  `a newer event of pull request ${number} of ${formatName(repository)} came before this one`

const unknown = (repository: RepositoryIdentity): Match =>
  ignore(whyUnknown(repository.owner, formatName(repository)), false)

const decide = (meaning: Understood, { queue, known, reason }: Match): Judged => ({
  meaning,
  status: queue.length > 0 ? 'queued' : 'ignored',
  reason,
  queue,
  suspicious: !known,
})

/** The end of our own check runs is an event, too. */
const isOwnEcho = ({ appIds }: Checks, ownApp: string | undefined): boolean =>
  ownApp !== undefined && appIds?.includes(ownApp) === true
