import { RedhookError } from '../../core/errors.ts'
import type { ApiApp, ApiContainer } from '../api.ts'
import type { Client } from '../client.ts'
import type { PlaceOptions } from '../deps.ts'
import { formatApp } from '../render/app.ts'
import { formatApps } from '../render/tables.ts'
import { connect, examples, printJson, type Session, tableStyle } from '../session.ts'
import { canRedraw, createLineView, createLiveView } from '../watch/views.ts'
import { type View, watch } from '../watch/watch.ts'

interface StatusOptions extends PlaceOptions {
  readonly json?: boolean
  readonly watch?: boolean
}

/** `redhook status [app]`: what runs, and how the last deployment went; with `--watch`, and goes. */
export function addStatus(session: Session): void {
  session.program
    .command('status [app]')
    .description('Show what is live and how the last deployments went; of one app its containers, too.')
    .option('-w, --watch', 'go on until Ctrl-C: redrawn on a terminal, elsewhere a line for each change')
    .option('--json', 'for scripts (with --watch: a line for each change of an app)')
    .addHelpText('after', examples('redhook status', 'redhook status shop', 'redhook status --watch'))
    .action(async (app: string | undefined, _options, command) => {
      const options = command.optsWithGlobals() as StatusOptions
      const client = connect(session, options)
      if (options.watch) return watchApps(session, client, app, options)
      if (app === undefined) return showAll(session, await readApps(client), options)
      showOne(session, await readOne(client, app), options)
    })
}

function watchApps(session: Session, client: Client, app: string | undefined, { json = false }: StatusOptions) {
  const events = app === undefined ? '/api/v1/events' : `/api/v1/apps/${encodeURIComponent(app)}/events`
  if (json || !canRedraw(session)) {
    const read = async () => (app === undefined ? readApps(client) : [find(await readApps(client), app)])
    return watch<readonly ApiApp[]>(session, client, { read, events, view: createLineView(session, { json }) })
  }
  if (app !== undefined) {
    const view: View<Seen> = createLiveView(session, (seen, style) => formatApp(seen, style))
    return watch(session, client, { read: () => readOne(client, app), events, view })
  }
  const view: View<readonly ApiApp[]> = createLiveView(session, formatApps)
  return watch(session, client, { read: () => readApps(client), events, view })
}

const readApps = async (client: Client): Promise<readonly ApiApp[]> =>
  (await client.get<{ apps: readonly ApiApp[] }>('/api/v1/apps')).apps

/** An app with its containers, or why they can't be told. */
interface Seen {
  readonly app: ApiApp
  readonly containers: readonly ApiContainer[] | { readonly problem: string }
}

async function readOne(client: Client, name: string): Promise<Seen> {
  const app = find(await readApps(client), name)
  return { app, containers: await readContainers(client, name) }
}

/** A server whose engine is away still knows everything else. */
async function readContainers(client: Client, app: string): Promise<Seen['containers']> {
  const path = `/api/v1/apps/${encodeURIComponent(app)}/containers`
  try {
    return (await client.get<{ containers: readonly ApiContainer[] }>(path)).containers
  } catch (error) {
    if (error instanceof RedhookError && error.code !== 'NO_SERVER') return { problem: error.message }
    throw error
  }
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

function showOne(session: Session, seen: Seen, { json }: StatusOptions): void {
  if (json)
    printJson(session, { ...seen.app, ...('problem' in seen.containers ? {} : { containers: seen.containers }) })
  else session.deps.stdout.write(formatApp(seen, tableStyle(session)))
}
