import type { App } from '../app.ts'
import { type Match, matchApps } from './match.ts'
import { triggersOf, whyNoTrigger } from './match-triggers.ts'
import type { Package } from './meaning.ts'
import { formatName } from './repository-name.ts'

/** Decides on a published image: the branch's tip is deployed anew, with every image pulled. */
export function matchPackage({ repository, name, tag }: Package, apps: readonly App[]): Match {
  const image = tag === undefined || tag === '' ? name : `${name}:${tag}`
  return matchApps(apps, {
    said: `the image ${image} of ${formatName(repository)} was published`,
    whyNot: app => whyNotPackage(app, name),
    choose: app => ({ app, trigger: 'package', wishes: { pull: true, always: true } }),
  })
}

function whyNotPackage(app: App, name: string): string | undefined {
  const triggers = triggersOf(app, 'package')
  if (triggers.length === 0) return whyNoTrigger(app, 'package')
  if (triggers.some(trigger => trigger.name === undefined || trigger.name === name)) return undefined
  return `${app.name} waits for the image ${triggers.map(trigger => trigger.name).join(' or ')}`
}
