import type { App } from '../app.ts'
import { ignore, type Match, matchApps, whyOtherBranch } from './match.ts'
import { triggersOf, whyNoTrigger } from './match-triggers.ts'
import type { Checks } from './meaning.ts'
import { formatName } from './repository-name.ts'

/**
 * Decides on checks that ended: the very commit that passed is deployed, never on the word of a branch's name alone, since the branch of a
 * fork may be called `main`, too.
 */
export function matchChecks(checks: Checks, apps: readonly App[]): Match {
  const { name, commit, branch, result, isOwnPush, repository } = checks
  const checked = `${name === undefined ? 'checks' : `the checks ${name}`} of ${commit.slice(0, 10)}`
  const of = branch === undefined ? formatName(repository) : `${branch} of ${formatName(repository)}`
  if (!apps.some(({ on }) => on.some(trigger => trigger.on === 'checks')))
    return ignore(`${checked} (${of}) ended; no app waits for checks`)
  if (result !== 'success') return ignore(`${checked} (${of}) did not pass; what runs stays`)
  if (!isOwnPush)
    return ignore(`${checked} ran for a pull request or a fork, not for a push to ${formatName(repository)}`)
  if (branch === undefined) return ignore(`${checked} (${of}) passed, but for no branch`)
  return matchApps(apps, {
    said: `${checked} (${of}) passed`,
    whyNot: app => whyOtherBranch(app, branch) ?? whyNotChecks(app, name),
    choose: app => ({ app, trigger: 'checks', ref: commit, after: commit }),
  })
}

function whyNotChecks(app: App, name: string | undefined): string | undefined {
  const triggers = triggersOf(app, 'checks')
  if (triggers.length === 0) return whyNoTrigger(app, 'checks')
  if (triggers.some(trigger => trigger.name === undefined || trigger.name === name)) return undefined
  return `${app.name} waits for ${triggers.map(trigger => trigger.name).join(' or ')}`
}
