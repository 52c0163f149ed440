import { type ApiDeployment, type ApiLogLine, hasEnded } from '../api.ts'
import type { Client } from '../client.ts'
import type { PlaceOptions } from '../deps.ts'
import { findDeployment } from '../find-deployment.ts'
import { followApp, followDeployment, jsonView, type LogView } from '../follow-logs.ts'
import { createProgress } from '../progress.ts'
import { formatLogLine } from '../render/log-line.ts'
import { connect, examples, type Session, tableStyle } from '../session.ts'

interface LogsOptions extends PlaceOptions {
  readonly follow?: boolean
  readonly json?: boolean
}

/** `redhook logs <deployment|app>`: the log of a deployment, or of an app's newest one. */
export function addLogs(session: Session): void {
  session.program
    .command('logs <deployment|app>')
    .description("Print the log of a deployment (by id), or of an app's newest one.")
    .option('-f, --follow', 'go on: to the end of the deployment, or, of an app, to the next deployment and so on')
    .option('--json', 'the lines as JSON, for scripts')
    .addHelpText('after', examples('redhook logs shop -f', 'redhook logs 42'))
    .action(async (which: string, _options, command) => {
      const options = command.optsWithGlobals() as LogsOptions
      const client = connect(session, options)
      const deployment = await findDeployment(client, which)
      if (options.follow) await follow(session, client, deployment, which, options)
      else await print(session, client, deployment.id, options)
    })
}

async function follow(
  { deps }: Session,
  client: Client,
  deployment: ApiDeployment,
  which: string,
  { json }: LogsOptions,
): Promise<void> {
  using progress = createProgress(deps, { quiet: json === true })
  const view: LogView = json ? jsonView(text => deps.stdout.write(text)) : progress
  if (which === deployment.app) await followApp(deployment, client, view, deps.signal)
  else {
    await followDeployment(deployment.id, client, view, deps.signal)
    // One that had ended before is not told of by the events that come now.
    if (hasEnded(deployment)) view.end?.(deployment)
  }
}

async function print(session: Session, client: Client, id: number, options: LogsOptions): Promise<void> {
  const { paint } = tableStyle(session)
  for await (const line of client.lines<ApiLogLine>(`/api/v1/deployments/${id}/log`)) {
    session.deps.stdout.write(options.json ? `${JSON.stringify(line)}\n` : formatLogLine(line, paint))
  }
}
