import { type ApiApp, type ApiContainer, hasEnded } from '../api.ts'
import { describeCommit } from './app-state.ts'
import { clean } from './clean.ts'
import { formatContainers } from './containers.ts'
import { formatDeployment } from './deployment.ts'
import { formatHolds } from './hold.ts'
import type { TableStyle } from './table-style.ts'
import { formatAge } from './time.ts'

interface Shown {
  readonly app: ApiApp
  readonly containers: readonly ApiContainer[] | { readonly problem: string }
}

/** Everything about one app that helps a person, several lines. */
export function formatApp({ app, containers }: Shown, style: TableStyle): string {
  const { paint, now } = style
  const { last, live } = app
  const holds = formatHolds({ lock: app.lock ?? null, detour: app.detour ?? null }, now)
  return [
    `${paint('bold', clean(app.app))}: ${clean(app.repository)}, branch ${clean(app.branch ?? '–')}, in ${clean(app.path)}\n`,
    `live: ${live ? `${clean(describeCommit(live.commit, live))} since ${formatAge(live.at, now)}` : 'nothing yet'}\n`,
    holds === '' ? '' : `${paint('yellow', holds)}\n`,
    'problem' in containers ? `containers: ${clean(containers.problem)}\n` : formatContainers(containers, style),
    last ? formatDeployment(last, style) : 'never deployed\n',
    last && !hasEnded(last) ? `watch it: redhook logs ${last.id} -f\n` : '',
  ].join('')
}
