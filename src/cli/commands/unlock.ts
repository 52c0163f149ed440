import type { ApiLock } from '../api.ts'
import type { PlaceOptions } from '../deps.ts'
import { clean } from '../render/clean.ts'
import { connect, examples, printJson, type Session } from '../session.ts'

interface UnlockOptions extends PlaceOptions {
  readonly json?: boolean
}

/** `redhook unlock <app>`: lets an app go on. */
export function addUnlock(session: Session): void {
  session.program
    .command('unlock')
    .argument('<app>')
    .description('End the lock of an app: what waits is deployed.')
    .option('--json', 'the lock that ended, for scripts')
    .addHelpText('after', examples('redhook unlock shop'))
    .action(async (app: string, _options, command) => {
      const options = command.optsWithGlobals() as UnlockOptions
      const lock = await connect(session, options).post<ApiLock>(`/api/v1/apps/${encodeURIComponent(app)}/unlock`, {})
      if (options.json) printJson(session, lock)
      else
        session.deps.stdout.write(
          `${clean(app)} is unlocked; it was locked by ${clean(lock.by)}: ${clean(lock.reason)}\n`,
        )
    })
}
