import type { ApiDeployment, ApiVersion } from '../api.ts'
import type { PlaceOptions } from '../deps.ts'
import { wholeNumber } from '../options.ts'
import { formatVersions } from '../render/versions.ts'
import { connect, examples, printJson, type Session, tableStyle } from '../session.ts'
import { type ShowOptions, showDeployment } from '../show-deployment.ts'

interface RollbackOptions extends PlaceOptions, ShowOptions {
  readonly list?: boolean
}

/** `redhook rollback <app> [deployment]`: puts a kept version back. */
export function addRollback(session: Session): void {
  session.program
    .command('rollback')
    .argument('<app>')
    .argument('[deployment]', 'whose version to go back to; without it, the one before the live one', deploymentId)
    .description(
      'Put a kept version back: its files and its images, without a build. The next push goes on from the branch.',
    )
    .option('-l, --list', 'list the versions that are kept, and change nothing')
    .option('-f, --follow', 'show what happens, and exit with how it went')
    .option('--json', 'for scripts (with --follow: once it has ended)')
    .addHelpText(
      'after',
      examples('redhook rollback shop --follow', 'redhook rollback shop --list', 'redhook rollback shop 41'),
    )
    .action(async (app: string, to: number | undefined, _options, command) => {
      const options = command.optsWithGlobals() as RollbackOptions
      await (options.list ? list(session, app, options) : rollBack(session, app, to, options))
    })
}

const deploymentId = wholeNumber(1, Number.MAX_SAFE_INTEGER)

async function rollBack(
  session: Session,
  app: string,
  to: number | undefined,
  options: RollbackOptions,
): Promise<void> {
  const client = connect(session, options)
  const path = `/api/v1/apps/${encodeURIComponent(app)}/rollback`
  const deployment = await client.post<ApiDeployment>(path, to === undefined ? {} : { to })
  await showDeployment(session, client, deployment, options)
}

async function list(session: Session, app: string, options: RollbackOptions): Promise<void> {
  const path = `/api/v1/apps/${encodeURIComponent(app)}/versions`
  const answer = await connect(session, options).get<{ versions: readonly ApiVersion[] }>(path)
  if (options.json) return void printJson(session, answer)
  const text = answer.versions.length > 0 ? formatVersions(answer.versions, tableStyle(session)) : noVersions
  session.deps.stdout.write(text)
}

const noVersions = 'none is kept yet: a version is kept once a deployment of it has succeeded\n'
