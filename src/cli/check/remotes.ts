import type { App } from '../../core/app.ts'
import { RedhookError, toFailure } from '../../core/errors.ts'
import { bad, type CheckContext, type Finding, failed, ok } from './finding.ts'
import { onePerLane } from './lanes.ts'
import { mapBounded } from './map-bounded.ts'

const atOnce = 8
const timeoutMs = 15_000

/**
 * Every remote answers, asked as a deployment would ask: same URL, same key, same host keys. Without a url and without a checkout that could
 * name one there is nothing to ask; what is missing then is the checkout's finding.
 */
export async function checkRemotes(context: CheckContext): Promise<Finding[]> {
  const found = await mapBounded(onePerLane(context.config.apps), atOnce, async app =>
    (await hasRemote(app, context)) ? [await checkRemote(app, context)] : [],
  )
  return found.flat()
}

async function hasRemote(app: App, { git }: CheckContext): Promise<boolean> {
  if (app.url !== undefined) return true
  const state = await git.state(app).catch(() => undefined)
  return state === undefined || state.kind === 'checkout'
}

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
