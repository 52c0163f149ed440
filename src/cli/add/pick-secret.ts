import type { AddContext } from './context.ts'
import { hookPath } from './hook-place.ts'

/** What the repository's webhook is signed with, and where it leads. */
export interface HookSecret {
  readonly secret: string
  /** The file with the repository's own secret, where the entry has to name it. */
  readonly file?: string
  /** The path of the hook's URL. */
  readonly path: string
  /** Where a person finds the secret. */
  readonly where: string
}

/** The repository's own secret, made where it was asked for or where there is no general one; else the general one. */
export async function pickSecret(context: AddContext): Promise<HookSecret> {
  const { config, remote, files, wanted, wantsOwnSecret, ports, tell } = context
  const path = (isOwn: boolean) => hookPath(config.server.webhookPath, remote.provider, remote.name, isOwn)
  const own = config.repositorySecrets.get(remote.name.toLowerCase())
  if (own !== undefined) return { secret: own, path: path(true), where: `the secret of ${remote.name} in the registry` }
  const general = generalSecret(context)
  if (general !== undefined && !wantsOwnSecret) return { ...general, path: path(false) }
  const { secret, isNew } = await ports.ssh.ownSecret(files.secret, wanted.path)
  tell({
    step: 'secret',
    state: isNew ? 'done' : 'kept',
    message: `${remote.name} has a webhook secret of its own in ${files.secret}`,
  })
  return { secret, file: files.secret, path: path(true), where: `the content of ${files.secret}` }
}

function generalSecret({ config, deps, remote }: AddContext): { secret: string; where: string } | undefined {
  const { provider } = remote
  const configured = config.providers[provider].secret
  if (configured !== undefined) return { secret: configured, where: `providers.${provider}.secret of the registry` }
  if (provider !== 'github' || deps.env.webhookSecret === undefined) return undefined
  return { secret: deps.env.webhookSecret, where: "GITHUB_WEBHOOK_SECRET in Redhook's environment or .env" }
}
