import type { ApiPlan } from '../api.ts'
import type { PlaceOptions } from '../deps.ts'
import { clean } from '../render/clean.ts'
import { formatPlan } from '../render/plan.ts'
import { connect, examples, printJson, type Session, tableStyle } from '../session.ts'

interface PlanOptions extends PlaceOptions {
  readonly json?: boolean
  readonly commands?: boolean
}

/** `redhook plan <app> [ref]`: what a deployment would do now, and why. Nothing is changed. */
export function addPlan(session: Session): void {
  session.program
    .command('plan')
    .argument('<app>')
    .argument('[ref]', "a branch, tag or commit instead of the tip of the app's branch")
    .description('Show what a deployment would do now to each service, and why. Changes nothing.')
    .option('--commands', 'show the command lines too')
    .option('--json', 'for scripts')
    .addHelpText(
      'after',
      examples('redhook plan shop', 'redhook plan shop feature/cart', 'redhook plan shop v1.4 --commands'),
    )
    .action(async (app: string, ref: string | undefined, _options, command) => {
      const options = command.optsWithGlobals() as PlanOptions
      const answer = await connect(session, options).get<ApiPlan>(pathOf(app, ref))
      if (options.json) printJson(session, answer)
      else show(session, answer, options)
    })
}

const pathOf = (app: string, ref: string | undefined): string =>
  `/api/v1/apps/${encodeURIComponent(app)}/plan${ref === undefined ? '' : `?${new URLSearchParams({ ref })}`}`

function show(session: Session, { app, project, plan, commands }: ApiPlan, options: PlanOptions): void {
  const { stdout } = session.deps
  stdout.write(formatPlan(project ?? app, plan, tableStyle(session)))
  if (options.commands) stdout.write(commands.map(line => `  $ ${clean(line)}\n`).join(''))
}
