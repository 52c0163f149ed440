import type { App } from '../app.ts'
import { ignore, type Match, matchApps, whyOtherBranch } from './match.ts'
import { triggersOf, whyNoTrigger } from './match-triggers.ts'
import type { PullRequest } from './meaning.ts'
import { formatName } from './repository-name.ts'

/** As for any event; `isFollowed`: it is handed on to previews, checks and the plan status. */
export interface PullRequestMatch extends Match {
  readonly isFollowed: boolean
}

/** Decides on a pull request: a merge deploys the branch's tip, and whatever happened is handed on to who follows it. */
export function matchPullRequest(pull: PullRequest, apps: readonly App[]): PullRequestMatch {
  const said = `pull request ${pull.number} of ${formatName(pull.repository)} was ${happened(pull)}`
  if (pull.action === 'other') return { ...ignore(`${said}, which changes nothing here`), isFollowed: false }
  const followers = apps.filter(followsPullRequests).map(({ name }) => name)
  const isFollowed = followers.length > 0
  const follow = isFollowed ? `handed on to what follows it of ${followers.join(', ')}` : undefined
  if (!isMerge(pull) || !apps.some(({ on }) => on.some(trigger => trigger.on === 'merge'))) {
    const nothing = 'no app has previews, checks or the plan status, or is deployed by it'
    return { ...ignore(`${said}: ${follow ?? nothing}`), isFollowed }
  }
  const match = matchMerge(pull, said, apps)
  return { ...match, reason: follow === undefined ? match.reason : `${match.reason}; ${follow}`, isFollowed }
}

const followsPullRequests = ({ previews, checks, report }: App): boolean =>
  previews !== undefined || checks !== undefined || report.plan

const isMerge = ({ action, isMerged }: PullRequest): boolean => action === 'closed' && isMerged

function matchMerge({ base, mergeCommit }: PullRequest, said: string, apps: readonly App[]): Match {
  return matchApps(apps, {
    said,
    whyNot: app =>
      whyOtherBranch(app, base) ?? (triggersOf(app, 'merge').length > 0 ? undefined : whyNoTrigger(app, 'merge')),
    choose: app => ({ app, trigger: 'merge', ...(mergeCommit === undefined ? {} : { after: mergeCommit }) }),
  })
}

function happened({ action, isMerged, base, label }: PullRequest): string {
  if (action === 'closed') return isMerged ? `merged into ${base}` : 'closed'
  if (action === 'labeled' || action === 'unlabeled') return label === undefined ? action : `${action} ${label}`
  return action === 'other' ? 'changed' : action
}
