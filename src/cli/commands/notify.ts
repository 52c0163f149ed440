import type { PlaceOptions } from '../deps.ts'
import { exitCodes } from '../exit-codes.ts'
import { formatTable } from '../render/table.ts'
import { connect, examples, printJson, type Session, tableStyle } from '../session.ts'

interface NotifyOptions extends PlaceOptions {
  readonly json?: boolean
}

interface ApiChannelTest {
  readonly channel: string
  readonly type: string
  readonly ok: boolean
  readonly error?: string
  readonly durationMs: number
}

/** `redhook notify test [channel]`: sends a test message now. */
export function addNotify(session: Session): void {
  session.program
    .command('notify')
    .description('Notifications: who is told of what stands in the registry (channels, notify).')
    .command('test')
    .argument('[channel]', 'its name in the registry; without it, all channels')
    .description('Send a test message now, and say what came of it.')
    .option('--json', 'for scripts')
    .addHelpText('after', examples('redhook notify test', 'redhook notify test team'))
    .action(async (channel: string | undefined, _options, command) =>
      test(session, channel, command.optsWithGlobals() as NotifyOptions),
    )
}

async function test(session: Session, channel: string | undefined, options: NotifyOptions): Promise<void> {
  const body = channel === undefined ? {} : { channel }
  const answer = await connect(session, options).post<{ channels: readonly ApiChannelTest[] }>(
    '/api/v1/notify/test',
    body,
  )
  if (!answer.channels.every(({ ok }) => ok)) session.exitCode = exitCodes.failed.status
  if (options.json) return void printJson(session, answer)
  session.deps.stdout.write(formatTests(answer.channels, session))
}

function formatTests(tests: readonly ApiChannelTest[], session: Session): string {
  const { paint, width } = tableStyle(session)
  const columns = [
    { title: 'CHANNEL' },
    { title: 'TYPE' },
    { title: 'SENT' },
    { title: 'TOOK', align: 'right' } as const,
    { title: 'WHY NOT', shrink: true } as const,
  ]
  const rows = tests.map(({ channel, type, ok, durationMs, error = '' }) => [
    channel,
    type,
    { text: ok ? 'yes' : 'no', paint: (text: string) => paint(ok ? 'green' : 'red', text) },
    `${durationMs} ms`,
    error,
  ])
  return formatTable(columns, rows, width)
}
