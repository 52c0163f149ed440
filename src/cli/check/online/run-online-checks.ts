import { toFailure } from '../../../core/errors.ts'
import { bad, type Finding } from '../finding.ts'
import { checkBranches } from './branches.ts'
import { checkForges } from './forges.ts'
import { checkHooks } from './hooks.ts'
import type { OnlineContext } from './online-context.ts'

const checks = [checkBranches, checkForges, checkHooks]

/** Everything that hosts and forges can be asked, side by side. A check that breaks is a finding, not the end. */
export async function runOnlineChecks(context: OnlineContext): Promise<Finding[]> {
  const findings = await Promise.all(checks.map(check => guarded(check, context)))
  context.signal.throwIfAborted()
  return findings.flat()
}

const guarded = (check: (typeof checks)[number], context: OnlineContext): Promise<Finding[]> =>
  check(context).catch((error: unknown) => {
    const { message, hint } = toFailure(error)
    return [bad('check', message, hint)]
  })
