import { toFailure } from '../../core/errors.ts'
import { checkCheckouts } from './checkouts.ts'
import { checkComposeFiles } from './compose-files.ts'
import { checkDisk } from './disk.ts'
import { bad, type CheckContext, type Finding } from './finding.ts'
import { checkKeys } from './keys.ts'
import { checkListen } from './listen.ts'
import { checkMounts } from './mounts.ts'
import { checkRemotes } from './remotes.ts'
import { checkSecrets } from './secrets.ts'
import { checkTools } from './tools.ts'
import { checkTraps } from './traps.ts'

type Check = (context: CheckContext) => Promise<Finding[]>

/** In the order they are told. */
const checks: readonly Check[] = [
  async context => checkSecrets(context),
  checkTools,
  checkListen,
  checkDisk,
  checkMounts,
  checkCheckouts,
  checkKeys,
  checkRemotes,
  checkComposeFiles,
  checkTraps,
]

/** Everything that can be told of the machine, all checks side by side. A check that breaks is a finding, not the end. */
export async function runChecks(context: CheckContext): Promise<Finding[]> {
  const findings = await Promise.all(checks.map(check => guarded(check, context)))
  context.signal.throwIfAborted()
  return findings.flat()
}

const guarded = (check: Check, context: CheckContext): Promise<Finding[]> =>
  check(context).catch((error: unknown) => {
    const { message, hint } = toFailure(error)
    return [bad('check', message, hint)]
  })
