import { stat } from 'node:fs/promises'
import type { App } from '../../core/app.ts'
import { toFailure } from '../../core/errors.ts'
import { bad, type CheckContext, type Finding, failed, ok, warn } from './finding.ts'
import { onePerLane } from './lanes.ts'

/** Each checkout: there or cloneable, owned by somebody this process may act for, on its branch and clean. */
export async function checkCheckouts(context: CheckContext): Promise<Finding[]> {
  const findings = await Promise.all(onePerLane(context.config.apps).map(app => checkCheckout(app, context)))
  return findings.flat()
}

async function checkCheckout(app: App, context: CheckContext): Promise<Finding[]> {
  try {
    const state = await context.git.state(app)
    if (state.kind !== 'checkout') return [cloneable(app, state.kind)]
    const problems = [await checkOwner(app), checkBranch(app, state.branch), await checkEdits(app, context)]
    const found = problems.filter(finding => finding !== undefined)
    return found.length > 0
      ? found
      : [ok('checkout', `${app.path} is on ${state.branch ?? 'no branch'} and clean`, app.name)]
  } catch (error) {
    return [failed('checkout', toFailure(error), app.name)]
  }
}

function cloneable({ name, path, url }: App, kind: 'missing' | 'folder'): Finding {
  const what = kind === 'missing' ? `${path} is not there` : `${path} is no checkout`
  if (url === undefined) return bad('checkout', what, `Clone the repository to ${path}, or give the app a url.`, name)
  return ok('checkout', `${what} yet; the first deployment clones it from ${url}`, name)
}

async function checkOwner({ name, path }: App): Promise<Finding | undefined> {
  const self = process.getuid?.()
  const { uid } = await stat(path)
  if (self === undefined || self === 0 || uid === self) return undefined
  const remedy = `Give it to the user Redhook runs as: chown -R ${self} ${path}`
  return bad('checkout', `${path} belongs to uid ${uid}, and Redhook runs as uid ${self}`, remedy, name)
}

function checkBranch({ name, path, branch, sync }: App, current: string | undefined): Finding | undefined {
  if (current !== undefined && (branch === undefined || branch === current)) return undefined
  const is = current === undefined ? 'is on no branch (detached HEAD)' : `is on ${current}, not on ${branch}`
  if (sync === 'reset' && branch !== undefined)
    return warn('checkout', `${path} ${is}`, 'The next deployment switches it.', name)
  const remedy = `git -C ${path} switch ${branch ?? '<branch>'}`
  return bad('checkout', `${path} ${is}`, `${remedy}, or set branch or sync: reset.`, name)
}

async function checkEdits(app: App, { git }: CheckContext): Promise<Finding | undefined> {
  const edited = await git.editedPaths(app)
  if (edited.length === 0) return undefined
  const named = edited.slice(0, 5).join(', ') + (edited.length > 5 ? ` and ${edited.length - 5} more` : '')
  const remedy =
    app.sync === 'reset'
      ? 'The next deployment overwrites them and keeps a copy in the data folder.'
      : 'Commit and push them, or take them back; a push that touches these files is refused.'
  return warn('checkout', `local edits in ${app.path}: ${named}`, remedy, app.name)
}
