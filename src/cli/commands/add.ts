import { Option } from 'commander'
import { type ProviderName, providerNames } from '../../core/provider.ts'
import { addApp } from '../add/add-app.ts'
import type { AddContext } from '../add/context.ts'
import { type AddRequest, decideAdd } from '../add/decide.ts'
import { homeOf } from '../add/home-of.ts'
import { keyFiles } from '../add/key-files.ts'
import { formatStep, type Step } from '../add/report.ts'
import { createClient } from '../client.ts'
import type { PlaceOptions } from '../deps.ts'
import { findRegistryFile, writeRegistry } from '../init/registry-file.ts'
import { repositoryName } from '../options.ts'
import { readConfig } from '../place.ts'
import { examples, printJson, type Session } from '../session.ts'
import { createPaint } from '../style.ts'

interface AddOptions extends PlaceOptions, Omit<AddRequest, 'repository'> {
  readonly provider?: ProviderName
  readonly ownSecret?: boolean
  /** `--no-clone` */
  readonly clone: boolean
  readonly yes?: boolean
  readonly json?: boolean
}

/** `redhook add <owner/name>`: from nothing to an app that a push deploys. */
export function addAdd(session: Session): void {
  session.program
    .command('add')
    .description(
      'Set up a repository: deploy key, host key, checkout, entry in the registry, webhook, ping. Can be run again.',
    )
    .argument('<owner/name>', 'the repository', repositoryName)
    .requiredOption('--path <folder>', 'the checkout: there already, or to be cloned')
    .option('--url <address>', "where to clone from (else the checkout's origin, else the forge over ssh)")
    .option('--branch <branch>', "what is deployed (else what is checked out, else the remote's own)")
    .option('--project <name>', "the app's name (else the repository's)")
    .addOption(
      new Option('--provider <forge>', 'where the repository lies (else as --url or defaults say)').choices(
        providerNames,
      ),
    )
    .option('--own-secret', 'a webhook secret for this repository alone')
    .option('--no-clone', 'leave the checkout to the first deployment')
    .option('-y, --yes', 'ask nothing, and trust the host key that is shown now')
    .option('--json', 'for scripts')
    .addHelpText(
      'after',
      examples(
        'redhook add acme/shop --path /srv/staging/shop',
        'redhook add acme/shop --path /srv/live/shop --project shop-live --branch production',
        'redhook add team/shop --path /srv/staging/shop --url git@gitlab.com:team/shop.git --own-secret',
      ),
    )
    .action(async (repository: string, _options, command) => {
      await add(session, repository, command.optsWithGlobals() as AddOptions)
    })
}

async function add(session: Session, repository: string, options: AddOptions): Promise<void> {
  const { deps } = session
  const steps: Step[] = []
  const out = options.json ? deps.stderr : deps.stdout
  const paint = createPaint(out, deps.env)
  const tell = (step: Step) => {
    steps.push(step)
    out.write(formatStep(step, paint))
  }
  const context = await openContext(session, repository, options, tell)
  const report = { app: context.wanted.name, repository, provider: context.remote.provider, path: context.wanted.path }
  try {
    const added = await addApp(context)
    if (options.json) return void printJson(session, { ...report, isDone: true, ...added, steps })
    out.write(`${nextSteps(context.wanted.name, added.isKnown)}\n`)
  } catch (error) {
    if (options.json) printJson(session, { ...report, isDone: false, steps })
    throw error
  }
}

const nextSteps = (name: string, isKnown: boolean): string =>
  isKnown ? `A push deploys it now; so does: redhook deploy ${name} --follow` : `${name} is set up.`

async function openContext(
  { deps }: Session,
  repository: string,
  options: AddOptions,
  tell: (step: Step) => void,
): Promise<AddContext> {
  const { path, url, branch, project, provider } = options
  const registry = await openRegistry(deps, options)
  const config = readConfig(deps, options)
  const request = {
    ...{ repository, path },
    ...(url !== undefined && { url }),
    ...(branch !== undefined && { branch }),
    ...(project !== undefined && { project }),
    ...(provider !== undefined && { provider }),
  }
  const wanted = decideAdd(request, config.apps, registry.text, deps.cwd)
  const remote = { provider: wanted.provider, name: wanted.repository }
  const home = homeOf(config, wanted.provider, wanted.url)
  return {
    ...{ deps, config, registry, wanted, remote, tell },
    ports: await deps.openSetup(config),
    client: createClient(config.server.dataDir, deps.signal),
    files: keyFiles(registry.path, wanted.provider, wanted.repository),
    ...(home !== undefined && { home }),
    isAsking: options.yes !== true,
    clones: options.clone,
    wantsOwnSecret: options.ownSecret === true,
  }
}

const firstRegistry = `# The registry of Redhook: which repository is deployed where. \`redhook check\` tells what is wrong with it.
repos: {}
`

/** The registry; one is begun where there is none. */
async function openRegistry(deps: Session['deps'], options: PlaceOptions): Promise<AddContext['registry']> {
  const file = await findRegistryFile(deps, options)
  if (file.text !== undefined) return { path: file.path, text: file.text }
  await writeRegistry(file, firstRegistry)
  return { path: file.path, text: firstRegistry }
}
