import { Command } from 'commander'
import { addAdd } from './commands/add.ts'
import { addCancel } from './commands/cancel.ts'
import { addCheck } from './commands/check.ts'
import { addCompletion } from './commands/completion.ts'
import { addDeploy } from './commands/deploy.ts'
import { addExplain } from './commands/explain.ts'
import { addHistory } from './commands/history.ts'
import { addInit } from './commands/init.ts'
import { addLock } from './commands/lock.ts'
import { addLogs } from './commands/logs.ts'
import { addNotify } from './commands/notify.ts'
import { addOpen } from './commands/open.ts'
import { addPassword } from './commands/password.ts'
import { addPlan } from './commands/plan.ts'
import { addRedeliver } from './commands/redeliver.ts'
import { addRemove } from './commands/remove.ts'
import { addRetry } from './commands/retry.ts'
import { addRollback } from './commands/rollback.ts'
import { addSecret } from './commands/secret.ts'
import { addSend } from './commands/send.ts'
import { addServe } from './commands/serve.ts'
import { addStatus } from './commands/status.ts'
import { addToken } from './commands/token.ts'
import { addUnlock } from './commands/unlock.ts'
import type { CliDeps } from './deps.ts'
import { exitCodes, formatExitCodes } from './exit-codes.ts'
import type { Session } from './session.ts'

const commands = [
  ...[addInit, addAdd, addRemove, addServe, addCheck, addPlan, addDeploy, addRollback],
  ...[addCancel, addRetry, addLock, addUnlock, addRedeliver],
  ...[
    addStatus,
    addHistory,
    addExplain,
    addLogs,
    addSend,
    addSecret,
    addToken,
    addPassword,
    addNotify,
    addOpen,
    addCompletion,
  ],
]

/** The command line. Parsing it runs the command; `session.exitCode` tells how that went. */
export function createProgram(deps: CliDeps): Session {
  const program = new Command('redhook')
    .description('A push becomes a healthy Docker Compose project.')
    .version(deps.version, '-V, --version')
    .option('--config <file>', 'the registry (else REDHOOK_CONFIG, ./config/redhook.yml, /etc/redhook/redhook.yml)')
    .option('--data <folder>', "Redhook's own files (else REDHOOK_DATA, $STATE_DIRECTORY, ./data)")
    .configureHelp({ showGlobalOptions: true, helpWidth: Math.min(deps.stdout.columns ?? 100, 120) })
    .configureOutput({
      writeOut: text => deps.stdout.write(text),
      writeErr: text => deps.stderr.write(text),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .showHelpAfterError('(`redhook --help` shows what there is)')
    .exitOverride()
    .addHelpText('after', `\nExit status:\n${formatExitCodes()}\n`)
  const session: Session = { deps, program, exitCode: exitCodes.ok.status }
  for (const add of commands) add(session)
  return session
}
