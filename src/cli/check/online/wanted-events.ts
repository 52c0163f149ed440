import type { App } from '../../../core/app.ts'

/** The events that GitHub has to send for what these apps do. */
export function wantedEvents(apps: readonly App[]): string[] {
  const wanted = new Set(apps.flatMap(eventsOf))
  return [...wanted].sort()
}

function eventsOf({ on, previews, checks }: App): string[] {
  const forPulls = previews !== undefined || checks !== undefined ? ['pull_request'] : []
  return [...on.flatMap(trigger => byTrigger[trigger.on]), ...forPulls]
}

const byTrigger: Readonly<Record<App['on'][number]['on'], readonly string[]>> = {
  push: ['push'],
  tag: ['push'],
  merge: ['pull_request'],
  release: ['release'],
  checks: ['check_suite'],
  package: ['package'],
}

/** Any of these tells the same. */
export const alternatives: Readonly<Record<string, readonly string[]>> = {
  check_suite: ['check_suite', 'workflow_run'],
  package: ['package', 'registry_package'],
}
