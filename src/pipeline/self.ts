import { join } from 'node:path'
import type { App, SelfSetting } from '../core/app.ts'
import { type Command, formatCommand } from '../core/command.ts'
import type { Deployment } from '../core/deployment/deployment.ts'
import { RedhookError } from '../core/errors.ts'
import type { Clock } from './ports/clock.ts'
import type { Store } from './ports/store.ts'
import type { Outcome, Planned, Run, RunPorts } from './run.ts'
import type { StepContext } from './step-context.ts'

type SelfPorts = Pick<RunPorts, 'git' | 'processes' | 'releases' | 'environment' | 'dataDir' | 'own'>
type Restart = Exclude<SelfSetting, 'skip'>

/** Deploys Redhook itself: builds beside what is in force, switches, and leaves; the next start settles the deployment. */
export async function deploySelf(
  { app, ports, step, deployment }: Run,
  self: Restart,
  { plan }: Planned,
): Promise<Outcome> {
  const limit = { timeoutMs: app.timeouts.buildMs, setting: 'timeouts.build' }
  const folder = await step('build', limit, context => buildSelf(app, self, plan.tip, ports, context))
  await step('up', { timeoutMs: app.timeouts.upMs, setting: 'timeouts.up' }, async ({ note }) => {
    ports.releases.switchTo(folder)
    note(`switched to ${folder}; Redhook restarts`)
  })
  ports.store.beginStep(deployment.id, 'verify', ports.clock.now())
  ports.own.restart()
  return { state: 'running', reason: 'Redhook restarts into the new version.' }
}

/**
 * Builds a commit of Redhook in a fresh folder and lets that version check the registry; nothing in force is touched. Returns
 * the folder to switch to.
 * @throws RedhookError SELF_FAILED
 */
export async function buildSelf(
  app: App,
  self: Restart,
  commit: string,
  ports: SelfPorts,
  context: StepContext,
): Promise<string> {
  const { own, environment, dataDir } = ports
  if (!own.isSupervised || !ports.releases.hasLink()) {
    throw selfFailed(
      'Redhook was not started by systemd from the link `current` in its data folder',
      'Install the unit as docs/operations.md says, or set self: skip.',
    )
  }
  const root = ports.releases.create(commit)
  await ports.git.exportTo(app, commit, root, { signal: context.signal, onLine: context.output })
  const folder = join(root, app.dir)
  for (const argv of self.build) await run(argv, { cwd: folder, env: environment }, ports, context)
  const check = [join(folder, 'bin/redhook'), 'check', '--config', own.configFile, '--data', dataDir]
  await run(check, { cwd: own.cwd, env: own.environment }, ports, context)
  return folder
}

async function run(
  argv: readonly string[],
  place: Pick<Command, 'env'> & { readonly cwd: string },
  { processes }: SelfPorts,
  context: StepContext,
): Promise<void> {
  const [program, ...args] = argv
  if (program === undefined) return
  const command: Command = { ...place, argv: [program, ...args] }
  context.note(`$ ${formatCommand(command)}`)
  const { exitCode, stdout, stderr } = await processes.run(command, { signal: context.signal, onLine: context.output })
  if (exitCode === 0) return
  const log = `${stdout}\n${stderr}`.trim().split('\n').slice(-30)
  throw selfFailed(
    `${formatCommand(command)} ended with ${exitCode ?? 'a signal'}`,
    'The version in force goes on. Read the last lines below.',
    log,
  )
}

const selfFailed = (message: string, hint: string, log?: readonly string[]): RedhookError =>
  new RedhookError(message, { code: 'SELF_FAILED', hint, ...(log ? { evidence: [{ log }] } : {}) })

/** Judges a deployment of Redhook itself after the restart: does the new version run? */
export function settleSelf(
  { id, commit = '' }: Deployment,
  releaseFolder: string,
  { store, clock }: { store: Store; clock: Clock },
): void {
  if (releaseFolder.split('/').some(name => name.split('.')[0] === commit)) {
    store.finish(id, 'succeeded', clock.now(), { reason: `${commit.slice(0, 10)} is live: this Redhook runs it.` })
    return
  }
  const reason = `Redhook was restarted, but not from ${commit.slice(0, 10)}`
  const hint = 'Make the unit start <data>/current/bin/redhook, as docs/operations.md says.'
  store.finish(id, 'failed', clock.now(), { reason, error: { code: 'SELF_FAILED', message: reason, hint } })
}
