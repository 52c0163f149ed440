import type { RepositoryEntry } from './app-index.ts'
import { formatName, type RepositoryName } from './repository-name.ts'

/** What Redhook's own reports to a forge come back as. */
const echoes: ReadonlySet<string> = new Set(['deployment', 'deployment_status', 'status', 'check_run'])

/** Why an event leads to nothing, whatever it says. */
export const whyNothing = (event: string): string =>
  echoes.has(event)
    ? `Redhook's own reports lead to events such as ${event}, so none of them deploys anything`
    : `Redhook does not act on the event ${event.slice(0, 64)}`

/** The answer to the sender's greeting. */
export function greet(repository: RepositoryName, { apps }: RepositoryEntry): string {
  const name = formatName(repository)
  if (apps.length === 0) return `the hook works, but ${name} is not in the registry yet`
  return `the hook works; ${name} feeds ${apps.map(app => app.name).join(', ')}`
}
