import { join } from 'node:path'
import type { App, Hook } from '../core/app.ts'
import { formatCommand } from '../core/command.ts'
import { type ErrorCode, RedhookError } from '../core/errors.ts'
import type { Target } from '../core/target.ts'
import type { Disk } from './ports/disk.ts'
import type { ComposeRun, Docker } from './ports/docker.ts'
import type { OnLine, Processes } from './ports/processes.ts'
import type { StepContext } from './step-context.ts'

export interface CommandPorts {
  readonly processes: Processes
  /** The minimal environment of child processes. */
  readonly environment: Readonly<Record<string, string>>
}

export interface HookPorts extends CommandPorts {
  readonly docker: Docker
}

/** How a command ended; undefined when it went well. */
type Ending = string | undefined
type Run = (run: ComposeRun) => Promise<Ending>

const shownLines = 30

/**
 * Runs the commands of `before` or `after` in order: where Redhook runs, in the app's folder; or in a service, `before` in a one-off
 * container of the new image, `after` in the running one.
 * @throws RedhookError BEFORE_FAILED, AFTER_FAILED with the last lines
 */
export async function runHooks(
  when: 'before' | 'after',
  app: App,
  target: Target | undefined,
  ports: HookPorts,
  context: StepContext,
): Promise<void> {
  const code = when === 'before' ? 'BEFORE_FAILED' : 'AFTER_FAILED'
  const hint =
    when === 'before'
      ? 'What ran before still runs. Correct the command or what it calls, and push again; it will run again from the start.'
      : 'The new version runs. Correct the command or what it calls, then: redhook deploy.'
  for (const hook of app[when]) {
    const title = formatHook(hook)
    context.note(`${when}: ${title}`)
    await check(title, { code, hint }, context, runnerOf(hook, when, app, target, ports))
  }
}

const formatHook = (hook: Hook): string => {
  const [program = '', ...args] = hook.run
  const line = formatCommand({ argv: [program, ...args] })
  return 'service' in hook ? `${line} (in ${hook.service})` : line
}

function runnerOf(hook: Hook, when: 'before' | 'after', app: App, target: Target | undefined, ports: HookPorts): Run {
  if (!('service' in hook)) return onHost(hook.run, app, ports)
  if (target === undefined) return async () => 'there is no Compose project to run it in'
  const { docker } = ports
  return async run => {
    const work = when === 'before' ? docker.runIn : docker.execIn
    const { ok, exitCode } = await work(target, hook.service, hook.run, run)
    return ok ? undefined : `exit code ${exitCode}`
  }
}

/**
 * Runs the command lines of a `command` app in its folder, one after another.
 * @throws RedhookError COMMAND_FAILED with the last lines
 */
export async function runCommands(app: App, ports: CommandPorts, context: StepContext): Promise<void> {
  const hint = 'Correct the command, or what it calls, and push again; all commands will run from the start.'
  for (const argv of app.command ?? []) {
    const title = formatHook({ run: argv })
    context.note(`running ${title}`)
    await check(title, { code: 'COMMAND_FAILED', hint }, context, onHost(argv, app, ports))
  }
}

const onHost =
  (argv: readonly string[], app: App, { processes, environment }: CommandPorts): Run =>
  async run => {
    const [program = '', ...args] = argv
    const cwd = join(app.path, app.dir)
    const result = await processes.run(
      { argv: [program, ...args], cwd, env: { ...environment, ...app.environment } },
      { ...run, maxOutputBytes: 4_096 },
    )
    if (result.spawnError !== undefined) return result.spawnError
    if (result.exitCode === 0) return undefined
    return result.exitCode === undefined ? `ended by ${result.signal}` : `exit code ${result.exitCode}`
  }

async function check(
  title: string,
  { code, hint }: { code: ErrorCode; hint: string },
  { signal, output }: StepContext,
  work: Run,
): Promise<void> {
  const tail: string[] = []
  const onLine: OnLine = (line, stream) => {
    tail.push(line)
    if (tail.length > shownLines) tail.shift()
    output(line, stream)
  }
  const ending = await work({ signal, onLine })
  signal.throwIfAborted()
  if (ending === undefined) return
  throw new RedhookError(`${title} failed: ${ending}`, { code, hint, evidence: [{ log: tail }] })
}

/**
 * Writes time and commit into the app's `stamp` file: ISO time in UTC, a space, the full commit, a line end. Never through a symlink.
 */
export async function writeStamp(
  app: App,
  commit: string,
  at: Date,
  { disk }: { readonly disk: Pick<Disk, 'replace'> },
): Promise<void> {
  if (app.stamp === undefined) return
  await disk.replace(join(app.path, app.dir, app.stamp), `${at.toISOString()} ${commit}\n`, app.path)
}
