import { RedhookError } from '../../core/errors.ts'
import { type ApiApp, type ApiDeployment, hasEnded } from '../api.ts'
import type { PlaceOptions } from '../deps.ts'
import { formatDeployment } from '../render/deployment.ts'
import { shortCommit } from '../render/status.ts'
import { formatApps } from '../render/tables.ts'
import { formatAge } from '../render/time.ts'
import { connect, examples, printJson, type Session, tableStyle } from '../session.ts'

interface StatusOptions extends PlaceOptions {
  readonly json?: boolean
}

/** `redhook status [app]`: what runs, and how the last deployment went. */
export function addStatus(session: Session): void {
  session.program
    .command('status [app]')
    .description('Show what is live and how the last deployments went.')
    .option('--json', 'for scripts')
    .addHelpText('after', examples('redhook status', 'redhook status shop', 'redhook status --json'))
    .action(async (app: string | undefined, _options, command) => {
      const options = command.optsWithGlobals() as StatusOptions
      const { apps } = await connect(session, options).get<{ apps: readonly ApiApp[] }>('/api/v1/apps')
      if (app === undefined) return showAll(session, apps, options)
      showOne(session, find(apps, app), options)
    })
}

function showAll(session: Session, apps: readonly ApiApp[], { json }: StatusOptions): void {
  if (json) printJson(session, { apps })
  else session.deps.stdout.write(formatApps(apps, tableStyle(session)))
}

function find(apps: readonly ApiApp[], name: string): ApiApp {
  const found = apps.find(({ app }) => app === name)
  if (found) return found
  throw new RedhookError(`there is no app ${name}`, {
    code: 'APP_UNKNOWN',
    hint: apps.length > 0 ? `These there are: ${apps.map(({ app }) => app).join(', ')}.` : 'The registry is empty.',
  })
}

function showOne(session: Session, app: ApiApp, { json }: StatusOptions): void {
  if (json) return void printJson(session, app)
  const style = tableStyle(session)
  const { paint, now } = style
  const { live, last } = app
  session.deps.stdout.write(
    [
      `${paint('bold', app.app)}: ${app.repository}, branch ${app.branch ?? '–'}, in ${app.path}\n`,
      `live: ${live ? `${shortCommit(live.commit)} since ${formatAge(live.at, now)}` : 'nothing yet'}\n`,
      last ? formatDeployment(last, style) : 'never deployed\n',
      last && !hasEnded(last) ? `watch it: redhook logs ${(last satisfies ApiDeployment).id} -f\n` : '',
    ].join(''),
  )
}
