import picomatch from 'picomatch'
import type { App, Trigger } from '../app.ts'
import { formatEnd } from '../hold/hold-words.ts'
import { ignore, type Match, matchApps } from './match.ts'
import { triggersOf, whyNoTrigger } from './match-triggers.ts'
import type { Release } from './meaning.ts'
import { formatName } from './repository-name.ts'

interface PushedTag {
  readonly tag: string
  readonly deleted: boolean
  /** The repository's. */
  readonly name: string
}

/** Decides on the push of a tag: it is deployed where its name matches the pattern of a trigger. */
export function matchTag({ tag, deleted, name }: PushedTag, apps: readonly App[]): Match {
  if (!apps.some(({ on }) => on.some(trigger => trigger.on === 'tag')))
    return ignore(`${tag} is a tag; only branches are deployed`)
  if (deleted) return ignore(`the tag ${tag} of ${name} was deleted; what runs stays`)
  return matchApps(apps, {
    said: `the tag ${tag} of ${name} was pushed`,
    whyNot: app => whyNotTag(app, tag) ?? whyDetour(app),
    choose: app => ({ app, trigger: 'tag', ref: tag }),
  })
}

function whyNotTag(app: App, tag: string): string | undefined {
  const triggers = triggersOf(app, 'tag')
  if (triggers.length === 0) return whyNoTrigger(app, 'tag')
  if (triggers.some(trigger => patternOf(trigger).test(tag))) return undefined
  return `${app.name} deploys tags like ${triggers.map(({ pattern }) => pattern).join(' and ')}`
}

/** Decides on a release: its tag is deployed. */
export function matchRelease({ repository, tag, isPrerelease }: Release, apps: readonly App[]): Match {
  return matchApps(apps, {
    said: `${tag} of ${formatName(repository)} was released`,
    whyNot: app => whyNotRelease(app, isPrerelease) ?? whyDetour(app),
    choose: app => ({ app, trigger: 'release', ref: tag }),
  })
}

function whyNotRelease(app: App, isPrerelease: boolean): string | undefined {
  const triggers = triggersOf(app, 'release')
  if (triggers.length === 0) return whyNoTrigger(app, 'release')
  return triggers.some(({ prereleases }) => prereleases || !isPrerelease)
    ? undefined
    : `${app.name} does not deploy prereleases`
}

/** While somebody tests another branch, no tag takes its place. */
const whyDetour = ({ name, branch, detour }: App): string | undefined =>
  detour === undefined ? undefined : `${name} follows ${branch}${formatEnd(detour)} (${detour.by})`

type TagTrigger = Extract<Trigger, { on: 'tag' }>

const patterns = new WeakMap<TagTrigger, RegExp>()

/** As for paths: `*` stops at a slash, `**` does not. Compiled once. */
function patternOf(trigger: TagTrigger): RegExp {
  const known = patterns.get(trigger)
  if (known !== undefined) return known
  const pattern = picomatch.makeRe(trigger.pattern, { dot: true, nonegate: true })
  patterns.set(trigger, pattern)
  return pattern
}
