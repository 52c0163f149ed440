import type { Config } from '../../config/load.ts'
import type { App } from '../../core/app.ts'
import { RedhookError } from '../../core/errors.ts'
import { confirm } from '../add/confirm.ts'
import { homeOf } from '../add/home-of.ts'
import { keyFiles } from '../add/key-files.ts'
import { formatStep, type Step } from '../add/report.ts'
import type { PlaceOptions } from '../deps.ts'
import { findRegistryFile } from '../init/registry-file.ts'
import { readConfig } from '../place.ts'
import type { RemoveContext } from '../remove/context.ts'
import { removeApp } from '../remove/remove-app.ts'
import { examples, printJson, type Session } from '../session.ts'
import { createPaint } from '../style.ts'

interface RemoveOptions extends PlaceOptions {
  readonly keepKey?: boolean
  readonly yes?: boolean
  readonly json?: boolean
}

/** `redhook remove <app>`: out of the registry, with what `add` made for it. */
export function addRemove(session: Session): void {
  session.program
    .command('remove')
    .description(
      'Take an app out of the registry, with the deploy key and webhook that add made. Its containers and files stay.',
    )
    .argument('<app>', "the app's name")
    .option('--keep-key', 'keep deploy key and webhook, here and at the forge')
    .option('-y, --yes', 'ask nothing')
    .option('--json', 'for scripts')
    .addHelpText('after', examples('redhook remove shop', 'redhook remove shop --keep-key --yes'))
    .action(async (name: string, _options, command) => {
      await remove(session, name, command.optsWithGlobals() as RemoveOptions)
    })
}

async function remove(session: Session, name: string, options: RemoveOptions): Promise<void> {
  const { deps } = session
  const config = readConfig(deps, options)
  const app = findApp(config, name)
  const { path, text = '' } = await findRegistryFile(deps, options)
  if (options.yes !== true)
    await confirm(deps, `Take ${name} out of ${path}?`, 'Nothing was changed. Say --yes to go on without being asked.')
  const steps: Step[] = []
  const out = options.json ? deps.stderr : deps.stdout
  const paint = createPaint(out, deps.env)
  const home = homeOf(config, app.provider, app.url)
  const context: RemoveContext = {
    ...{ deps, config, app, registry: { path, text } },
    ports: await deps.openSetup(config),
    files: keyFiles(path, app.provider, app.repository),
    remote: { provider: app.provider, name: app.repository },
    ...(home !== undefined && { home }),
    keepsKey: options.keepKey === true,
    tell(step) {
      steps.push(step)
      out.write(formatStep(step, paint))
    },
  }
  await removeApp(context)
  if (options.json) printJson(session, { app: name, repository: app.repository, steps })
}

function findApp({ apps }: Config, name: string): App {
  const found = apps.find(app => app.name === name)
  if (found !== undefined) return found
  const near = apps.filter(({ repository }) => repository.toLowerCase() === name.toLowerCase()).map(app => app.name)
  throw new RedhookError(`there is no app ${name} in the registry`, {
    code: 'APP_UNKNOWN',
    hint: near.length > 0 ? `That is a repository; its apps: ${near.join(', ')}.` : 'redhook status lists the apps.',
  })
}
