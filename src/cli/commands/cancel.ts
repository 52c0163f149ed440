import { RedhookError } from '../../core/errors.ts'
import { type ApiDeployment, hasEnded } from '../api.ts'
import type { Client } from '../client.ts'
import type { PlaceOptions } from '../deps.ts'
import { exitCodes } from '../exit-codes.ts'
import { follow } from '../follow.ts'
import { createProgress } from '../progress.ts'
import { clean } from '../render/clean.ts'
import { connect, examples, printJson, type Session } from '../session.ts'

interface CancelOptions extends PlaceOptions {
  readonly follow?: boolean
  readonly json?: boolean
}

/** `redhook cancel <deployment|app>`: ends what runs or waits. */
export function addCancel(session: Session): void {
  session.program
    .command('cancel <deployment|app>')
    .description('End a deployment (by id), or what runs of an app, else what waits. What it changed is put back.')
    .option('-f, --follow', 'show what happens until it has ended')
    .option('--json', 'print the deployment for scripts (with --follow: once it has ended)')
    .addHelpText('after', examples('redhook cancel shop --follow', 'redhook cancel 42'))
    .action(async (which: string, _options, command) => {
      await cancel(session, which, command.optsWithGlobals() as CancelOptions)
    })
}

async function cancel(session: Session, which: string, options: CancelOptions): Promise<void> {
  const client = connect(session, options)
  const id = /^\d+$/.test(which) ? which : (await findUnfinished(client, which)).id
  const asked = await client.post<ApiDeployment>(`/api/v1/deployments/${id}/cancel`, {})
  const { deps } = session
  const quiet = options.json ?? false
  const ended = options.follow ? await follow(asked, client, createProgress(deps, { quiet }), deps.signal) : asked
  if (options.json) printJson(session, ended)
  else if (!options.follow) deps.stdout.write(tell(ended))
  // Asked to end, and ended: only a way back that failed is no success.
  if (ended.error?.code === 'ROLLBACK_FAILED') session.exitCode = exitCodes.failed.status
}

const tell = (deployment: ApiDeployment): string =>
  hasEnded(deployment)
    ? `deployment ${deployment.id} of ${clean(deployment.app)} is ${deployment.status}\n`
    : `deployment ${deployment.id} of ${clean(deployment.app)} is being cancelled; watch it: redhook logs ${deployment.id} -f\n`

/** What runs of an app, else what waits. @throws RedhookError ALREADY_ENDED */
async function findUnfinished(client: Client, app: string): Promise<ApiDeployment> {
  const query = new URLSearchParams({ app, limit: '20' })
  const { deployments } = await client.get<{ deployments: readonly ApiDeployment[] }>(`/api/v1/deployments?${query}`)
  const found =
    deployments.find(({ status }) => status === 'running') ?? deployments.find(({ status }) => status === 'queued')
  if (found) return found
  throw new RedhookError(`nothing of ${app} runs or waits`, {
    code: 'ALREADY_ENDED',
    hint: '`redhook status` lists the apps and what they do.',
  })
}
