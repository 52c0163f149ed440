import { parseFullName, type RepositoryName } from '../core/delivery/repository-name.ts'
import { isProviderName, type ProviderName } from '../core/provider.ts'

/** Where a hook request goes: the general URL of a forge, or a repository's own. */
export interface HookPath {
  /** Whose proof counts there: nothing else in the request has a say in it. */
  readonly provider: ProviderName
  readonly own?: Required<RepositoryName>
}

const github: HookPath = { provider: 'github' }

/**
 * The hook that a request's target means: `<base>` (GitHub), `<base>/<provider>` or `<base>/<provider>/<owner>/<name>`, with or without a
 * slash at the end, whatever its query. Undefined for everything else.
 */
export function parseHookPath(target: string, base: string): HookPath | undefined {
  if (target === base) return github
  if (!target.startsWith(base)) return undefined
  const end = target.indexOf('?')
  const rest = target.slice(base.length, end < 0 ? undefined : end).replace(/\/$/, '')
  if (rest === '' || rest === '/github') return github
  const [before, provider = '', ...name] = rest.split('/')
  if (before !== '' || !isProviderName(provider)) return undefined
  if (name.length === 0) return { provider }
  const own = parseFullName(name.map(decode).join('/'))
  return own && { provider, own }
}

/** A name that can't be decoded stays as it is: nobody has it. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
