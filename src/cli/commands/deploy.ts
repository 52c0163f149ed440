import type { ApiDeployment } from '../api.ts'
import { hasFailed } from '../api.ts'
import type { PlaceOptions } from '../deps.ts'
import { exitCodes } from '../exit-codes.ts'
import { follow } from '../follow.ts'
import { createProgress } from '../progress.ts'
import { connect, examples, printJson, type Session } from '../session.ts'

interface DeployOptions extends PlaceOptions {
  readonly build?: boolean
  readonly pull?: boolean
  readonly cache: boolean
  readonly follow?: boolean
  readonly json?: boolean
}

/** `redhook deploy <app>`: makes the tip of its branch live, also when nothing changed. */
export function addDeploy(session: Session): void {
  session.program
    .command('deploy <app>')
    .description("Deploy the tip of an app's branch now, also when nothing changed.")
    .option('--build', 'build every buildable service')
    .option('--no-build', 'build nothing')
    .option('--pull', 'pull newer images')
    .option('--no-cache', 'build without the layer cache')
    .option('-f, --follow', 'show what happens, and exit with how it went')
    .option('--json', 'print the deployment for scripts (with --follow: once it has ended)')
    .addHelpText('after', examples('redhook deploy shop --follow', 'redhook deploy shop --build --no-cache'))
    .action(async (app: string, _options, command) => {
      await deploy(session, app, command.optsWithGlobals() as DeployOptions)
    })
}

async function deploy(session: Session, app: string, options: DeployOptions): Promise<void> {
  const client = connect(session, options)
  const path = `/api/v1/apps/${encodeURIComponent(app)}/deployments`
  const deployment = await client.post<ApiDeployment>(path, wishesOf(options))
  if (!options.follow) return tellQueued(session, deployment, options)
  const ended = await follow(
    deployment,
    client,
    createProgress(session.deps, { quiet: options.json ?? false }),
    session.deps.signal,
  )
  if (options.json) printJson(session, ended)
  session.exitCode = hasFailed(ended) ? exitCodes.failed.status : exitCodes.ok.status
}

const wishesOf = ({ build, pull, cache }: DeployOptions): object => ({
  ...(build === undefined ? {} : { build }),
  ...(pull ? { pull } : {}),
  ...(cache ? {} : { noCache: true }),
})

function tellQueued(session: Session, deployment: ApiDeployment, { json }: DeployOptions): void {
  if (json) printJson(session, deployment)
  else
    session.deps.stdout.write(
      `deployment ${deployment.id} of ${deployment.app} is queued; watch it: redhook logs ${deployment.id} -f\n`,
    )
}
