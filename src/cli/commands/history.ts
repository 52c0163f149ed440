import type { ApiDeployment } from '../api.ts'
import type { PlaceOptions } from '../deps.ts'
import { wholeNumber } from '../options.ts'
import { formatHistory } from '../render/tables.ts'
import { connect, examples, printJson, type Session, tableStyle } from '../session.ts'

interface HistoryOptions extends PlaceOptions {
  readonly limit: number
  readonly json?: boolean
}

/** `redhook history [app]`: past deployments, newest first. */
export function addHistory(session: Session): void {
  session.program
    .command('history [app]')
    .description('List deployments, newest first.')
    .option('-n, --limit <count>', 'at most this many', wholeNumber(1, 200), 20)
    .option('--json', 'for scripts')
    .addHelpText('after', examples('redhook history', 'redhook history shop --limit 5'))
    .action(async (app: string | undefined, _options, command) => {
      const options = command.optsWithGlobals() as HistoryOptions
      const query = new URLSearchParams({ limit: String(options.limit), ...(app === undefined ? {} : { app }) })
      const path = `/api/v1/deployments?${query}`
      const client = connect(session, options)
      const answer = await client.get<{ deployments: readonly ApiDeployment[] }>(path)
      // An app that left the registry has its history still; a slip of the pen has neither.
      if (app !== undefined && answer.deployments.length === 0)
        await client.get(`/api/v1/apps/${encodeURIComponent(app)}`)
      if (options.json) printJson(session, answer)
      else session.deps.stdout.write(formatHistory(answer.deployments, tableStyle(session)))
    })
}
