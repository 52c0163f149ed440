import type { App } from '../../core/app.ts'
import { RedhookError, toFailure } from '../../core/errors.ts'
import { bad, type CheckContext, type Finding, failed, ok } from './finding.ts'
import { onePerLane } from './lanes.ts'
import { mapBounded } from './map-bounded.ts'

const atOnce = 8
const timeoutMs = 15_000

/** Every remote answers, asked as a deployment would ask: same URL, same key, same host keys. */
export const checkRemotes = (context: CheckContext): Promise<Finding[]> =>
  mapBounded(onePerLane(context.config.apps), atOnce, app => checkRemote(app, context))

async function checkRemote(app: App, { git, signal }: CheckContext): Promise<Finding> {
  const limit = AbortSignal.timeout(timeoutMs)
  try {
    const url = await git.remoteUrl(app)
    if (url === undefined) return bad('remote', `${app.path} has no remote`, 'Give the app a url.', app.name)
    await git.defaultBranch(app, { signal: AbortSignal.any([signal, limit]) })
    return ok('remote', `${url} answers`, app.name)
  } catch (error) {
    if (signal.aborted) throw error
    return failed('remote', toFailure(limit.aborted ? tooSlow(error) : error), app.name)
  }
}

const tooSlow = (cause: unknown): RedhookError =>
  new RedhookError(`the remote did not answer within ${timeoutMs / 1_000} s`, {
    code: 'REMOTE_UNREACHABLE',
    hint: 'Check the address, DNS and firewall; try git ls-remote by hand.',
    cause,
  })
