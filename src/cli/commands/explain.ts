import type { PlaceOptions } from '../deps.ts'
import { findDeployment } from '../find-deployment.ts'
import { formatExplanation } from '../render/explain.ts'
import { connect, examples, printJson, type Session, tableStyle } from '../session.ts'

interface ExplainOptions extends PlaceOptions {
  readonly json?: boolean
}

/** `redhook explain <deployment|app>`: what was decided, on what evidence, and what really happened. */
export function addExplain(session: Session): void {
  session.program
    .command('explain <deployment|app>')
    .description(
      "Explain a deployment (by id), or an app's newest one: what was decided, why, and what really happened.",
    )
    .option('--json', 'for scripts')
    .addHelpText('after', examples('redhook explain 42', 'redhook explain shop'))
    .action(async (which: string, _options, command) => {
      const options = command.optsWithGlobals() as ExplainOptions
      const deployment = await findDeployment(connect(session, options), which)
      if (options.json) printJson(session, deployment)
      else session.deps.stdout.write(formatExplanation(deployment, tableStyle(session)))
    })
}
