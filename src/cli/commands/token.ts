import { Option } from 'commander'
import { roles } from '../../core/access/actor.ts'
import type { PlaceOptions } from '../deps.ts'
import { formatTable } from '../render/table.ts'
import { formatAge, formatMoment } from '../render/time.ts'
import { connect, examples, printJson, type Session, tableStyle } from '../session.ts'

/** A token as the API tells it. Times are ISO 8601 in UTC. */
interface ApiToken {
  readonly name: string
  readonly role: string
  readonly createdAt: string
  readonly createdBy: string
  readonly lastUsedAt?: string
  readonly expiresAt?: string
}

interface JsonOption extends PlaceOptions {
  readonly json?: boolean
}

interface AddOptions extends JsonOption {
  readonly role: string
  readonly expires?: string
}

const path = '/api/v1/tokens'

/** `redhook token add|list|revoke`: who may come in over the network. */
export function addToken(session: Session): void {
  const token = session.program
    .command('token')
    .description('Make, list and revoke tokens for the API and the dashboard.')
  token
    .command('add <name>')
    .description('Make a token and print it. It is shown this once; Redhook keeps a hash.')
    .addOption(new Option('--role <role>', 'what it may').choices(roles).makeOptionMandatory())
    .option('--expires <when>', 'after a time (90d, 12h) or at a moment (ISO 8601); without it: never')
    .option('--json', 'for scripts')
    .addHelpText(
      'after',
      examples('redhook token add ci --role deploy --expires 90d', 'redhook token add wall --role view'),
    )
    .action((name: string, _options, command) => add(session, name, command.optsWithGlobals() as AddOptions))
  token
    .command('list')
    .description('List the tokens that are good, and when each was last used.')
    .option('--json', 'for scripts')
    .action((_options, command) => list(session, command.optsWithGlobals() as JsonOption))
  token
    .command('revoke <name>')
    .description('End a token at once, with every session opened with it.')
    .action((name: string, _options, command) => revoke(session, name, command.optsWithGlobals() as PlaceOptions))
}

async function add(session: Session, name: string, { role, expires, ...options }: AddOptions): Promise<void> {
  const body = { name, role, ...(expires !== undefined && { expiresAt: expires }) }
  const made = await connect(session, options).post<ApiToken & { readonly token: string }>(path, body)
  if (options.json) return void printJson(session, made)
  session.deps.stdout.write(`${made.token}\n`)
  const until =
    made.expiresAt === undefined ? 'until it is revoked' : `until ${formatMoment(made.expiresAt, session.deps.now())}`
  session.deps.stderr.write(`Keep it: it is not shown again. ${made.name} may ${made.role}, ${until}.\n`)
}

async function list(session: Session, options: JsonOption): Promise<void> {
  const answer = await connect(session, options).get<{ readonly tokens: readonly ApiToken[] }>(path)
  if (options.json) return void printJson(session, answer)
  const none = 'there are none yet: redhook token add <name> --role view\n'
  session.deps.stdout.write(answer.tokens.length === 0 ? none : formatTokens(session, answer.tokens))
}

function formatTokens(session: Session, tokens: readonly ApiToken[]): string {
  const { now, width } = tableStyle(session)
  const columns = ['NAME', 'ROLE', 'LAST USED', 'EXPIRES', 'MADE', 'BY'].map(title => ({ title }))
  const rows = tokens.map(({ name, role, lastUsedAt, expiresAt, createdAt, createdBy }) => [
    ...[name, role, lastUsedAt === undefined ? 'never' : formatAge(lastUsedAt, now)],
    ...[expiresAt === undefined ? 'never' : formatMoment(expiresAt, now), formatAge(createdAt, now), createdBy],
  ])
  return formatTable(columns, rows, width)
}

async function revoke(session: Session, name: string, options: PlaceOptions): Promise<void> {
  await connect(session, options).delete(`${path}/${encodeURIComponent(name)}`)
  session.deps.stdout.write(`${name} is revoked\n`)
}
