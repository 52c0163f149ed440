import type { ApiLogLine } from '../api.ts'
import type { Client } from '../client.ts'
import type { PlaceOptions } from '../deps.ts'
import { findDeployment } from '../find-deployment.ts'
import { follow } from '../follow.ts'
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
    .option('-f, --follow', 'go on until it has ended')
    .option('--json', 'the lines as JSON, for scripts')
    .addHelpText('after', examples('redhook logs shop -f', 'redhook logs 42'))
    .action(async (which: string, _options, command) => {
      const options = command.optsWithGlobals() as LogsOptions
      const client = connect(session, options)
      const deployment = await findDeployment(client, which)
      if (options.follow && !options.json) {
        await follow(deployment, client, createProgress(session.deps, { quiet: false }), session.deps.signal)
      } else {
        await print(session, client, deployment.id, options)
      }
    })
}

async function print(session: Session, client: Client, id: number, options: LogsOptions): Promise<void> {
  const { paint } = tableStyle(session)
  const path = `/api/v1/deployments/${id}/log${options.follow ? '?follow=true' : ''}`
  for await (const line of client.lines<ApiLogLine>(path)) {
    session.deps.stdout.write(options.json ? `${JSON.stringify(line)}\n` : formatLogLine(line, paint))
  }
}
