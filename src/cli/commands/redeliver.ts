import type { PlaceOptions } from '../deps.ts'
import { wholeNumber } from '../options.ts'
import { clean } from '../render/clean.ts'
import { connect, examples, printJson, type Session } from '../session.ts'

interface RedeliverOptions extends PlaceOptions {
  readonly accept?: boolean
  readonly json?: boolean
}

/** What the API answers to a delivery that is decided again. */
interface ApiRedelivered {
  readonly status: string
  readonly reason: string
  readonly deployments: readonly { readonly id: number; readonly app: string }[]
}

/** `redhook redeliver <delivery>`: decides again on a delivery that is kept. */
export function addRedeliver(session: Session): void {
  session.program
    .command('redeliver')
    .argument('<delivery>', 'its number, as the list of deliveries shows it', wholeNumber(1, Number.MAX_SAFE_INTEGER))
    .description('Decide again on a delivery that is kept, as if its sender had sent it again.')
    .option('--accept', 'its repository, which was refused since another one had its name, is the right one')
    .option('--json', 'for scripts')
    .addHelpText('after', examples('redhook redeliver 1042', 'redhook redeliver 1042 --accept'))
    .action(async (seq: number, _options, command) => {
      const options = command.optsWithGlobals() as RedeliverOptions
      const path = `/api/v1/deliveries/${seq}/${options.accept ? 'accept' : 'redeliver'}`
      const answer = await connect(session, options).post<ApiRedelivered>(path, {})
      if (options.json) printJson(session, answer)
      else session.deps.stdout.write(tell(answer))
    })
}

const tell = ({ status, reason, deployments }: ApiRedelivered): string =>
  [
    `${clean(status)}: ${clean(reason)}\n`,
    ...(status === 'queued'
      ? deployments.map(({ id, app }) => `deployment ${id} of ${clean(app)}; watch it: redhook logs ${id} -f\n`)
      : []),
  ].join('')
