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
      const answer = await connect(session, options).get<{ deployments: readonly ApiDeployment[] }>(path)
      if (options.json) printJson(session, answer)
      else session.deps.stdout.write(formatHistory(answer.deployments, tableStyle(session)))
    })
}
