import type { App, Trigger } from '../app.ts'

type TriggerOf<On extends Trigger['on']> = Extract<Trigger, { on: On }>

/** The app's triggers of this kind. */
export const triggersOf = <On extends Trigger['on']>({ on }: App, kind: On): TriggerOf<On>[] =>
  on.filter((trigger): trigger is TriggerOf<On> => trigger.on === kind)

const plural = {
  push: 'pushes',
  tag: 'tags',
  merge: 'merges',
  release: 'releases',
  checks: 'checks',
  package: 'packages',
} as const satisfies Record<Trigger['on'], string>

/** Why nothing of this kind ever deploys the app: `shop is deployed by releases, not by pushes`. */
export function whyNoTrigger({ name, on }: App, kind: Trigger['on']): string {
  if (on.length === 0) return `${name} is deployed by people alone (on: manual)`
  const kinds = [...new Set(on.map(trigger => plural[trigger.on]))]
  return `${name} is deployed by ${kinds.join(' and ')}, not by ${plural[kind]}`
}
