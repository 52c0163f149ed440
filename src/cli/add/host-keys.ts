import { RedhookError } from '../../core/errors.ts'
import type { HostKey, SshHost } from '../../pipeline/ports/ssh-setup.ts'
import { confirm } from './confirm.ts'
import type { AddContext } from './context.ts'
import { isGitHubHost, type RemoteAddress } from './remote-address.ts'

/**
 * The file with the host's keys: those it shows now, confirmed by a person and kept from then on; undefined for GitHub, whose keys are shipped.
 * @throws RedhookError REMOTE_HOST_KEY when it shows another key than the one that is kept
 */
export async function pinHostKeys(context: AddContext, { host, port }: RemoteAddress): Promise<string | undefined> {
  const { ports, files, deps, tell } = context
  if (host === undefined || isGitHubHost({ host })) return undefined
  const at: SshHost = { host, ...(port !== undefined && { port }) }
  const known = await ports.ssh.knownKeys(files.knownHosts, at)
  const shown = await ports.ssh.scanHost(at, deps.signal)
  const changed = findChanged(known, shown)
  if (changed !== undefined) throw changedKey(host, changed, files.knownHosts)
  if (known.length > 0) tell({ step: 'host key', state: 'kept', message: `${host} shows the key that is kept` })
  else await pin(context, at, shown)
  return files.knownHosts
}

async function pin(
  { ports, files, deps, isAsking, tell }: AddContext,
  at: SshHost,
  shown: readonly HostKey[],
): Promise<void> {
  const prints = shown.map(({ type, fingerprint }) => `${fingerprint} (${type})`)
  if (isAsking) {
    tell({ step: 'host key', state: 'todo', message: `${at.host} is not known yet; it shows`, lines: prints })
    await confirm(
      deps,
      `Is that what ${at.host} publishes?`,
      'Compare it with what the forge publishes; --yes trusts what is shown now.',
    )
  }
  await ports.ssh.pinHost(files.knownHosts, at, shown)
  tell({ step: 'host key', state: 'done', message: `${at.host} is kept in ${files.knownHosts}`, lines: prints })
}

/** A key that is kept, where the host shows another one of that type, or none of the types that are kept. */
function findChanged(known: readonly HostKey[], shown: readonly HostKey[]): HostKey | undefined {
  const now = new Map(shown.map(({ type, key }) => [type, key]))
  const other = known.find(({ type, key }) => now.has(type) && now.get(type) !== key)
  return other ?? (known.some(({ type }) => now.has(type)) ? undefined : known[0])
}

const changedKey = (host: string, kept: HostKey, file: string): RedhookError =>
  new RedhookError(`${host} does not show the key that is kept for it (${kept.fingerprint}, ${kept.type})`, {
    code: 'REMOTE_HOST_KEY',
    hint: `Somebody may stand between. If its operator says that the key was changed, remove the lines of ${host} from ${file}, then run the same again.`,
  })
