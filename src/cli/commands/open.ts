import { RedhookError } from '../../core/errors.ts'
import { dashboardUrl } from '../dashboard-url.ts'
import type { PlaceOptions } from '../deps.ts'
import { readConfig } from '../place.ts'
import { examples, type Session } from '../session.ts'

interface OpenOptions extends PlaceOptions {
  readonly print?: boolean
}

/** `redhook open [app]`: the dashboard in the browser, or its URL where there is none. */
export function addOpen(session: Session): void {
  session.program
    .command('open [app]')
    .description('Open the dashboard, or the page of an app, in the browser; print its URL where there is no desktop.')
    .option('--print', 'print the URL and open nothing')
    .addHelpText('after', examples('redhook open shop', 'redhook open shop --print'))
    .action(async (app: string | undefined, _options, command) => {
      await open(session, app, command.optsWithGlobals() as OpenOptions)
    })
}

async function open({ deps }: Session, app: string | undefined, { print = false, ...place }: OpenOptions) {
  const { server, apps } = readConfig(deps, place)
  if (app !== undefined && !apps.some(({ name }) => name === app)) throw unknownApp(app, apps)
  const url = dashboardUrl(server, app)
  deps.stdout.write(`${url}\n`)
  if (print || (await deps.openPage(url))) return
  if (deps.stdout.isTTY)
    deps.stderr.write('There is no desktop here: open this address in a browser that reaches it.\n')
}

const unknownApp = (app: string, apps: readonly { readonly name: string }[]) =>
  new RedhookError(`there is no app ${app}`, {
    code: 'APP_UNKNOWN',
    hint: apps.length > 0 ? `These there are: ${apps.map(({ name }) => name).join(', ')}.` : 'The registry is empty.',
  })
