import type { App } from '../../core/app.ts'
import { toFailure } from '../../core/errors.ts'
import { type CheckContext, type Finding, failed, ok } from './finding.ts'

/** The Compose file and the color of every app that is checked out can be told. */
export async function checkComposeFiles(context: CheckContext): Promise<Finding[]> {
  const apps = context.config.apps.filter(({ command, self }) => command === undefined && self === undefined)
  const findings = await Promise.all(apps.map(app => checkApp(app, context)))
  return findings.filter(finding => finding !== undefined)
}

async function checkApp(app: App, { git, resolveTarget }: CheckContext): Promise<Finding | undefined> {
  try {
    const { kind } = await git.state(app)
    if (kind !== 'checkout') return undefined
    const { project, files } = await resolveTarget(app)
    return ok('app', `${project} from ${files.join(', ')}`, app.name)
  } catch (error) {
    return failed('app', toFailure(error), app.name)
  }
}
