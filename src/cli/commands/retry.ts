import type { ApiDeployment } from '../api.ts'
import type { PlaceOptions } from '../deps.ts'
import { findDeployment } from '../find-deployment.ts'
import { connect, examples, type Session } from '../session.ts'
import { type ShowOptions, showDeployment } from '../show-deployment.ts'

/** `redhook retry <deployment|app>`: what was asked for, again. */
export function addRetry(session: Session): void {
  session.program
    .command('retry <deployment|app>')
    .description(
      "Deploy again what a deployment (by id), or an app's newest one, was asked for; of the tip as it is now.",
    )
    .option('-f, --follow', 'show what happens, and exit with how it went')
    .option('--json', 'print the deployment for scripts (with --follow: once it has ended)')
    .addHelpText('after', examples('redhook retry 42 --follow', 'redhook retry shop'))
    .action(async (which: string, _options, command) => {
      const options = command.optsWithGlobals() as PlaceOptions & ShowOptions
      const client = connect(session, options)
      const id = /^\d+$/.test(which) ? which : (await findDeployment(client, which)).id
      const deployment = await client.post<ApiDeployment>(`/api/v1/deployments/${id}/retry`, {})
      await showDeployment(session, client, deployment, options)
    })
}
