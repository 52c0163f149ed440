import type { ApiDeployment } from '../api.ts'
import type { PlaceOptions } from '../deps.ts'
import { connect, examples, type Session } from '../session.ts'
import { showDeployment } from '../show-deployment.ts'

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
  await showDeployment(session, client, deployment, options)
}

const wishesOf = ({ build, pull, cache }: DeployOptions): object => ({
  ...(build === undefined ? {} : { build }),
  ...(pull ? { pull } : {}),
  ...(cache ? {} : { noCache: true }),
})
