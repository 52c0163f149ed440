import { createServerConfig } from '../../config/create-server.ts'
import { projectName } from '../../core/app.ts'
import { RedhookError } from '../../core/errors.ts'
import type { FoundProject } from '../../core/init/found-project.ts'
import { type InitEntry, type InitPlan, planInit } from '../../core/init/plan-init.ts'
import type { CliDeps, PlaceOptions } from '../deps.ts'
import { addEntries, formatEntries } from '../init/add-entries.ts'
import { chooseByAnswer, chooseByName } from '../init/choose.ts'
import { gatherProjects } from '../init/gather.ts'
import { checkRegistry, findRegistryFile, type RegistryFile, writeRegistry } from '../init/registry-file.ts'
import { formatFound, formatInitWarnings, formatNextSteps } from '../render/init.ts'
import { examples, printJson, type Session, tableStyle } from '../session.ts'

interface InitOptions extends PlaceOptions {
  readonly all?: boolean
  readonly yes?: boolean
  readonly print?: boolean
  readonly json?: boolean
}

/** `redhook init [projects...]`: what runs on this machine, as entries of the registry. */
export function addInit(session: Session): void {
  session.program
    .command('init [projects...]')
    .description('List the Compose projects that run on this machine, and add those chosen to the registry.')
    .option('-a, --all', 'choose every project that can be added')
    .option('-y, --yes', 'write without asking')
    .option('--print', 'print the entries instead of writing them')
    .option('--json', 'print what was found, the entries and the warnings; write nothing')
    .addHelpText('after', examples('redhook init', 'redhook init redshop blog --yes', 'redhook init --all --print'))
    .action(async (projects: string[], _options, command) => {
      await init(session, projects, command.optsWithGlobals() as InitOptions)
    })
}

/** What was found, with the registry as it is. */
interface Survey extends Pick<InitPlan, 'entries' | 'warnings' | 'left'> {
  readonly found: readonly FoundProject[]
  readonly file: RegistryFile
  /** Compose projects that are in the registry. */
  readonly known: ReadonlySet<string>
}

async function init(session: Session, names: readonly string[], options: InitOptions): Promise<void> {
  const { deps } = session
  const survey = await lookAround(deps, options)
  if (options.json) return void printJson(session, { ...survey, file: survey.file.path, known: [...survey.known] })
  const out = options.print ? deps.stderr : deps.stdout
  const style = tableStyle(session)
  out.write(formatFound(survey.found, survey, survey.known, style))
  out.write(formatInitWarnings(survey.warnings, style.paint))
  const chosen = await choose(session, names, survey, options)
  if (options.print) return void deps.stdout.write(chosen.length > 0 ? formatEntries(chosen) : '')
  if (chosen.length === 0) return void out.write(nothingChosen(survey))
  await write(session, chosen, survey.file, options)
}

async function lookAround(deps: CliDeps, options: InitOptions): Promise<Survey> {
  const file = await findRegistryFile(deps, options)
  const known = file.text === undefined ? new Set<string>() : knownProjects(checkRegistry(file, file.text, deps).apps)
  const found = await gatherProjects(await deps.openInit(), deps.signal)
  const isNew = ({ project }: { readonly project: string }) => !known.has(project)
  return { found, file, known, ...planInit(found.filter(isNew)) }
}

/** Every Compose project that an app of the registry has or may have. */
const knownProjects = (apps: ReturnType<typeof checkRegistry>['apps']): Set<string> =>
  new Set(
    apps.flatMap(app => {
      if (app.color === 'none') return [projectName(app, undefined)]
      return app.color === 'env' ? [projectName(app, 'red'), projectName(app, 'blue')] : [projectName(app, app.color)]
    }),
  )

async function choose(
  { deps }: Session,
  names: readonly string[],
  { entries, found }: Survey,
  { all = false, print = false }: InitOptions,
): Promise<readonly InitEntry[]> {
  if (all) return entries
  if (names.length > 0) return chooseByName(names, entries)
  if (print) return entries
  if (entries.length === 0 || deps.ask === undefined) return []
  return chooseByAnswer(await deps.ask('Which ones? Numbers or names, or all (nothing: none) '), found, entries)
}

const nothingChosen = ({ entries }: Survey): string =>
  entries.length === 0
    ? 'There is nothing to add to the registry.\n'
    : 'Nothing was chosen. Name projects, or say --all; --print shows the entries.\n'

async function write(session: Session, chosen: readonly InitEntry[], file: RegistryFile, { yes = false }: InitOptions) {
  const { deps } = session
  const text = addEntries(file.text, chosen)
  const { server } = checkRegistry(file, text, deps)
  if (!yes) await confirm(session, chosen, file)
  await writeRegistry(file, text)
  const { publicUrl, webhookPath } = createServerConfig(server, { ...deps, overrides: {}, folder: deps.cwd })
  const url = `${publicUrl ?? 'https://<how GitHub reaches this machine>'}${webhookPath}`
  deps.stdout.write(formatNextSteps(chosen, file.path, url, deps.env.webhookSecret !== undefined))
}

/** @throws RedhookError USAGE where nobody can be asked, or says no */
async function confirm({ deps }: Session, chosen: readonly InitEntry[], { path }: RegistryFile): Promise<void> {
  const hint = 'Nothing was written. Say --yes to write without being asked, or --print to see the entries.'
  if (deps.ask === undefined) throw new RedhookError('nobody is here to be asked', { code: 'USAGE', hint })
  deps.stdout.write(formatEntries(chosen))
  const answer = await deps.ask(`Add this to ${path}? [y/N] `)
  if (!/^y(es)?$/i.test(answer.trim())) throw new RedhookError('the answer was no', { code: 'USAGE', hint })
}
