import type { ApiLock } from '../api.ts'
import type { PlaceOptions } from '../deps.ts'
import { clean } from '../render/clean.ts'
import { connect, examples, printJson, type Session } from '../session.ts'

interface LockOptions extends PlaceOptions {
  readonly until?: string
  readonly json?: boolean
}

/** `redhook lock <app> <reason>`: holds an app for a while. */
export function addLock(session: Session): void {
  session.program
    .command('lock')
    .argument('<app>')
    .argument('<reason>', 'why, for those whose pushes wait')
    .description('Hold an app: pushes are recorded and wait, and the newest is deployed when the lock ends.')
    .option('--until <when>', 'end by itself (2h, 17:00 of the server, 2026-11-22T17:00Z); else until `redhook unlock`')
    .option('--json', 'for scripts')
    .addHelpText(
      'after',
      examples('redhook lock shop "demo at noon" --until 13:00', 'redhook lock shop "data is moved"'),
    )
    .action(async (app: string, reason: string, _options, command) => {
      const { until, ...options } = command.optsWithGlobals() as LockOptions
      const path = `/api/v1/apps/${encodeURIComponent(app)}/lock`
      const body = until === undefined ? { reason } : { reason, until }
      const lock = await connect(session, options).post<ApiLock>(path, body)
      if (options.json) printJson(session, lock)
      else session.deps.stdout.write(`${clean(app)} is locked${endOf(lock)}; pushes wait\n`)
    })
}

const endOf = ({ until }: ApiLock): string => (until == null ? ' until somebody unlocks it' : ` until ${clean(until)}`)
