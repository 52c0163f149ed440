import { RedhookError } from '../../core/errors.ts'
import { providerTitles } from '../../core/provider.ts'
import type { Access, AddContext } from './context.ts'
import { makeDeployKey, untilAccepted } from './deploy-key.ts'
import { sshUrl } from './forge-pages.ts'
import { pinHostKeys } from './host-keys.ts'
import { parseRemoteAddress } from './remote-address.ts'
import { checkoutOf, tryRemote, type Way } from './try-remote.ts'

/**
 * A way to the remote that works: as the checkout or another app of the repository goes already, else with a deploy key.
 * @throws RedhookError REMOTE_DENIED while the key is not at the forge yet
 */
export async function openAccess(context: AddContext): Promise<Access> {
  const { wanted, ports } = context
  const { kind, branch } = await ports.git.state({ path: wanted.path })
  const isThere = kind === 'checkout'
  const opened = await openWay(context, knownWay(context, isThere), isThere)
  const deployed = wanted.branch ?? wanted.there?.branch ?? (isThere ? branch : undefined) ?? opened.branch
  if (deployed === undefined) throw withoutBranch(wanted.repository)
  await requireBranch(context, opened.way, deployed)
  return { ...opened.way, branch: deployed }
}

/** What is told, and what an earlier run or another app of the repository has. */
function knownWay(context: AddContext, isThere: boolean): Way {
  const { wanted } = context
  const known = wanted.url === undefined || wanted.url === wanted.sibling?.url ? wanted.sibling : undefined
  const url = wanted.url ?? known?.url ?? (isThere ? undefined : usualUrl(context))
  const { deployKey, knownHosts } = known ?? {}
  return {
    ...(url !== undefined && { url }),
    ...(deployKey !== undefined && { deployKey }),
    ...(knownHosts !== undefined && { knownHosts }),
  }
}

function usualUrl({ remote, home }: AddContext): string {
  if (home !== undefined) return sshUrl(remote.provider, home, remote.name)
  throw new RedhookError(`nobody knows where your ${providerTitles[remote.provider]} is`, {
    code: 'USAGE',
    hint: `Say --url git@your.server:${remote.name}.git, or set providers.${remote.provider}.url in the registry.`,
  })
}

interface Opened {
  readonly way: Way
  /** The one that the remote's HEAD names. */
  readonly branch: string | undefined
}

async function openWay(context: AddContext, way: Way, isThere: boolean): Promise<Opened> {
  const { wanted, ports, files, tell } = context
  const url = way.url ?? (await ports.git.remoteUrl({ path: wanted.path })) ?? ''
  const address = parseRemoteAddress(url)
  const goesAlready = !address.isSsh || isThere || way.deployKey !== undefined
  const answer = goesAlready ? await tryRemote(context, way) : undefined
  if (answer?.answers) {
    const how = way.deployKey === undefined ? 'no deploy key is needed' : `with ${way.deployKey}`
    tell({ step: 'remote', state: 'kept', message: `${url} answers, ${how}` })
    return { way, branch: answer.branch }
  }
  const isForeign = way.knownHosts !== undefined && way.knownHosts !== files.knownHosts
  if (answer && (!address.isSsh || (isForeign && answer.error.code === 'REMOTE_HOST_KEY'))) throw answer.error
  const key = await makeDeployKey(context, way.deployKey)
  const knownHosts = isForeign ? way.knownHosts : await pinHostKeys(context, address)
  const keyed = { ...way, deployKey: key.path, ...(knownHosts !== undefined && { knownHosts }) }
  const branch = await untilAccepted(context, keyed, key.publicKey)
  tell({ step: 'remote', state: 'done', message: `${url} accepts the key` })
  return { way: keyed, branch }
}

async function requireBranch(context: AddContext, way: Way, branch: string): Promise<void> {
  const tips = await context.ports.git.remoteTips(checkoutOf(context, way), [branch], { signal: context.deps.signal })
  if (tips.has(branch)) return
  throw new RedhookError(`${context.wanted.repository} has no branch ${branch}`, {
    code: 'REF_UNKNOWN',
    hint: 'Name one that is there with --branch, or push it first; then run the same again.',
  })
}

const withoutBranch = (repository: string): RedhookError =>
  new RedhookError(`${repository} does not say which branch is its own; is it empty?`, {
    code: 'REF_UNKNOWN',
    hint: 'Push something, or say --branch; then run the same again.',
  })
