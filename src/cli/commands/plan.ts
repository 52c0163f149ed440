import type { ApiPlan } from '../api.ts'
import type { PlaceOptions } from '../deps.ts'
import { formatPlan } from '../render/plan.ts'
import { connect, examples, printJson, type Session, tableStyle } from '../session.ts'

interface PlanOptions extends PlaceOptions {
  readonly json?: boolean
  readonly commands?: boolean
}

/** `redhook plan <app>`: what a deployment would do now, and why. Nothing is changed. */
export function addPlan(session: Session): void {
  session.program
    .command('plan <app>')
    .description('Show what a deployment would do now, and why. Changes nothing.')
    .option('--commands', 'show the command lines too')
    .option('--json', 'for scripts')
    .addHelpText('after', examples('redhook plan shop', 'redhook plan shop --commands'))
    .action(async (app: string, _options, command) => {
      const options = command.optsWithGlobals() as PlanOptions
      const answer = await connect(session, options).get<ApiPlan>(`/api/v1/apps/${encodeURIComponent(app)}/plan`)
      if (options.json) return void printJson(session, answer)
      const { paint } = tableStyle(session)
      session.deps.stdout.write(formatPlan(answer.project ?? answer.app, answer.plan, paint))
      if (options.commands) session.deps.stdout.write(answer.commands.map(line => `  $ ${line}\n`).join(''))
    })
}
