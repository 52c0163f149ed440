import { type App, projectName } from '../../core/app.ts'
import { formatCommand } from '../../core/command.ts'
import type { Step } from '../add/report.ts'

/** Containers and checkout stay as they are; the commands that would remove them. */
export function whatStays(app: App): Step {
  const colors = app.color === 'env' ? (['red', 'blue'] as const) : [app.color === 'none' ? undefined : app.color]
  const down = colors.map(color =>
    formatCommand({ argv: ['docker', 'compose', '-p', projectName(app, color), 'down'] }),
  )
  return {
    step: 'stays',
    state: 'kept',
    message: 'containers, volumes, the checkout and the history of its deployments; to remove the first three:',
    lines: [
      ...(app.command === undefined ? down.map(line => `${line} --volumes`) : []),
      formatCommand({ argv: ['rm', '-r', app.path] }),
    ],
  }
}
