import { RedhookError } from '../../core/errors.ts'
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
  readonly ref?: string
  readonly until?: string
  readonly back?: boolean
}

/** `redhook deploy <app>`: makes the tip of its branch live, also when nothing changed; or another branch, once or for a while. */
export function addDeploy(session: Session): void {
  session.program
    .command('deploy <app>')
    .description("Deploy the tip of an app's branch now, also when nothing changed; or something else for once.")
    .option('--ref <ref>', 'a branch, tag or commit, this once; the next push goes on from the branch')
    .option('--until <when>', 'with --ref <branch>: follow that branch until then (2h, 17:00, 2026-11-22T17:00Z)')
    .option('--back', 'go back to the usual branch now')
    .option('--build', 'build every buildable service')
    .option('--no-build', 'build nothing')
    .option('--pull', 'pull newer images')
    .option('--no-cache', 'build without the layer cache')
    .option('-f, --follow', 'show what happens, and exit with how it went')
    .option('--json', 'print the deployment for scripts (with --follow: once it has ended)')
    .addHelpText(
      'after',
      examples(
        'redhook deploy shop --follow',
        'redhook deploy shop --build --no-cache',
        'redhook deploy shop --ref v1.4',
        'redhook deploy shop --ref feature/cart --until 17:00',
        'redhook deploy shop --back',
      ),
    )
    .action(async (app: string, _options, command) => {
      await deploy(session, app, command.optsWithGlobals() as DeployOptions)
    })
}

async function deploy(session: Session, app: string, options: DeployOptions): Promise<void> {
  const { path, body } = requestOf(options)
  const client = connect(session, options)
  const deployment = await client.post<ApiDeployment>(`/api/v1/apps/${encodeURIComponent(app)}/${path}`, body)
  await showDeployment(session, client, deployment, options)
}

/** Which of its three doors the API is asked at: a deployment, a detour, or the way back from one. */
function requestOf(options: DeployOptions): { path: string; body: object } {
  const { ref, until, back } = options
  const wishes = wishesOf(options)
  const isForAWhile = until !== undefined
  if ((isForAWhile || back) && Object.keys(wishes).length > 0)
    throw apart('--until and --back leave the build to the plan')
  if (back && (ref !== undefined || isForAWhile)) throw apart('--back leads to the usual branch')
  if (back) return { path: 'back', body: {} }
  if (!isForAWhile) return { path: 'deployments', body: ref === undefined ? wishes : { ...wishes, ref } }
  if (ref === undefined) throw apart('--until needs a branch to follow')
  return { path: 'detour', body: { branch: ref, until } }
}

const wishesOf = ({ build, pull, cache }: DeployOptions): object => ({
  ...(build === undefined ? {} : { build }),
  ...(pull ? { pull } : {}),
  ...(cache ? {} : { noCache: true }),
})

const apart = (message: string) =>
  new RedhookError(message, {
    code: 'USAGE',
    hint: 'One of these: --ref <branch> --until <when>, or --ref <ref>, or --back.',
  })
