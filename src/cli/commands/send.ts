import { createHmac, randomUUID } from 'node:crypto'
import type { Config } from '../../config/load.ts'
import type { App } from '../../core/app.ts'
import { RedhookError } from '../../core/errors.ts'
import { providerTitles } from '../../core/provider.ts'
import type { CliDeps, PlaceOptions } from '../deps.ts'
import { exitCodes } from '../exit-codes.ts'
import { commitHash, repositoryName } from '../options.ts'
import { readConfig } from '../place.ts'
import { clean } from '../render/clean.ts'
import { examples, type Session } from '../session.ts'

interface SendOptions extends PlaceOptions {
  readonly branch?: string
  readonly after?: string
  readonly url?: string
}

/** `redhook send <owner/name>`: a signed push, as GitHub would send it, to a running server. */
export function addSend(session: Session): void {
  session.program
    .command('send')
    .description('Send a signed test push to a running server, as GitHub would.')
    .argument('<owner/name>', 'the repository', repositoryName)
    .option('--branch <branch>', "the branch pushed to (else the app's, else main)")
    .option('--after <commit>', 'the commit pushed (else none is named: the tip is deployed)', commitHash)
    .option('--url <url>', 'where to send it (else the address and path of this configuration)')
    .addHelpText(
      'after',
      examples(
        'redhook send acme/shop',
        'redhook send acme/shop --branch main --url https://hooks.example.org/webhook',
      ),
    )
    .action(async (repository: string, _options, command) => {
      const options = command.optsWithGlobals() as SendOptions
      const answer = await post(session.deps, pushFor(repository, options, session.deps))
      const text = await answer.text()
      session.deps.stdout.write(`${answer.status} ${text.split('\n').map(clean).join('\n').trimEnd()}\n`)
      session.exitCode = answer.ok ? exitCodes.ok.status : exitCodes.failed.status
    })
}

interface Push {
  readonly url: string
  readonly secret: string
  readonly body: string
}

function pushFor(repository: string, options: SendOptions, deps: CliDeps): Push {
  const { server, apps, repositorySecrets } = readConfig(deps, options)
  const app = apps.find(each => keysFor(repository).includes(each.repository.toLowerCase()))
  if (app !== undefined && app.provider !== 'github') throw ofOtherForge(app)
  const own = keysFor(repository)
    .map(key => repositorySecrets.get(key))
    .find(secret => secret !== undefined)
  const secret = own ?? deps.env.webhookSecret
  if (secret === undefined) throw noSecret(repository)
  const payload = {
    ref: `refs/heads/${options.branch ?? app?.branch ?? 'main'}`,
    ...(options.after === undefined ? {} : { after: options.after }),
    repository: { name: repository.slice(repository.lastIndexOf('/') + 1), full_name: repository },
    pusher: { name: 'redhook send' },
  }
  const path = own === undefined ? server.webhookPath : `${server.webhookPath}/github/${repository}`
  return { url: options.url ?? `${originOf(server)}${path}`, secret, body: JSON.stringify(payload) }
}

/** The keys under which a repository may stand in the registry, in lower case. */
function keysFor(repository: string): string[] {
  const name = repository.toLowerCase()
  return [name, `*/${name.slice(name.lastIndexOf('/') + 1)}`]
}

/** Whatever is signed as GitHub would sign it is not taken for a push of another forge. */
const ofOtherForge = ({ name, repository, provider }: App): RedhookError =>
  new RedhookError(`${repository} lies at ${providerTitles[provider]}, and this sends as GitHub would`, {
    code: 'USAGE',
    hint: `Send a test from the webhook's own page at ${providerTitles[provider]}, or run: redhook deploy ${name}.`,
  })

const noSecret = (repository: string): RedhookError =>
  new RedhookError(`there is no webhook secret to sign a push of ${repository} with`, {
    code: 'SECRET_MISSING',
    hint: 'Run `redhook secret` and put the result into .env as GITHUB_WEBHOOK_SECRET.',
  })

/** Where a server that listens on this address can be reached from this machine. */
export function originOf({ address, port }: Pick<Config['server'], 'address' | 'port'>): string {
  if (address === '0.0.0.0') return `http://127.0.0.1:${port}`
  if (address === '::') return `http://[::1]:${port}`
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}`
}

async function post({ signal }: CliDeps, { url, secret, body }: Push): Promise<Response> {
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'redhook-send',
    'x-github-event': 'push',
    'x-github-delivery': randomUUID(),
    'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
  }
  try {
    return await fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' })
  } catch (error) {
    if (signal.aborted) throw error
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
    throw new RedhookError(`nothing answers at ${url} (${cause instanceof Error ? cause.message : String(cause)})`, {
      code: 'NO_SERVER',
      hint: 'Start the server with `redhook serve`, or name its address with --url.',
      cause: error,
    })
  }
}
