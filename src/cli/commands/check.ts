import type { Config } from '../../config/load.ts'
import { RedhookError, toFailure } from '../../core/errors.ts'
import { bad, type Finding, ok, warn } from '../check/finding.ts'
import { runChecks } from '../check/run-checks.ts'
import { createClient } from '../client.ts'
import type { CliDeps, PlaceOptions } from '../deps.ts'
import { exitCodes } from '../exit-codes.ts'
import { readConfig } from '../place.ts'
import { formatFindings } from '../render/findings.ts'
import { examples, printJson, type Session, tableStyle } from '../session.ts'

interface CheckOptions extends PlaceOptions {
  readonly json?: boolean
  readonly online?: boolean
}

/** `redhook check`: the registry and the machine, each finding with a remedy. */
export function addCheck(session: Session): void {
  session.program
    .command('check')
    .description('Look at the registry and the machine, and say what to repair. Changes nothing.')
    .option('--online', 'ask remotes and forges, too: branches, webhooks, tokens, the time')
    .option('--json', 'for scripts')
    .addHelpText(
      'after',
      examples('redhook check', 'redhook check --online', 'redhook check --config config/redhook.yml --json'),
    )
    .action(async (_options, command) => {
      const options = command.optsWithGlobals() as CheckOptions
      const findings = await check(session.deps, options)
      const errors = findings.filter(({ severity }) => severity === 'error').length
      const warnings = findings.filter(({ severity }) => severity === 'warn').length
      if (options.json) printJson(session, { errors, warnings, findings })
      else session.deps.stdout.write(formatFindings(findings, tableStyle(session).paint))
      session.exitCode = errors > 0 ? exitCodes.failed.status : exitCodes.ok.status
    })
}

/** Without a registry nothing else can be judged: its mistakes are the findings then. */
async function check(deps: CliDeps, options: CheckOptions): Promise<Finding[]> {
  const read = tryConfig(deps, options)
  if ('mistakes' in read) return read.mistakes
  const { config } = read
  await using ports = await deps.openCheck(config)
  const serverRuns = await doesServerRun(config.server.dataDir, deps.signal)
  const counted = ok('config', `${config.file}: ${config.apps.length} ${config.apps.length === 1 ? 'app' : 'apps'}`)
  const warnings = config.warnings.map(text => warn('config', text, 'Change the registry if this is not meant.'))
  const [here, online] = await Promise.all([
    runChecks({ ...ports, ...deps, config, serverRuns }),
    options.online ? checkOnline(deps, config) : [],
  ])
  return [counted, ...warnings, ...here, ...online]
}

async function checkOnline(deps: CliDeps, config: Config): Promise<Finding[]> {
  const { runOnlineChecks } = await import('../check/online/run-online-checks.ts')
  return runOnlineChecks({ ...deps, config, ports: await deps.openSetup(config) })
}

function tryConfig(deps: CliDeps, options: PlaceOptions): { config: Config } | { mistakes: Finding[] } {
  try {
    return { config: readConfig(deps, options) }
  } catch (error) {
    const { message, hint } = toFailure(error)
    return { mistakes: message.split('\n').map(line => bad('config', line, hint)) }
  }
}

/** Whatever it answers, it is there. */
const doesServerRun = (dataDir: string, signal: AbortSignal): Promise<boolean> =>
  createClient(dataDir, signal)
    .get('/healthz')
    .then(() => true)
    .catch((error: unknown) => !(error instanceof RedhookError && error.code === 'NO_SERVER'))
