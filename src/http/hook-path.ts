import { parseFullName, type RepositoryName } from '../core/delivery/repository-name.ts'

/** Where a hook request goes: the general URL, or a repository's own. */
export interface HookPath {
  readonly own?: Required<RepositoryName>
}

const general: HookPath = {}

/**
 * The hook that a request's target means: `<base>`, `<base>/github` or `<base>/github/<owner>/<name>`, with or without a
 * slash at the end, whatever its query. Undefined for everything else.
 */
export function parseHookPath(target: string, base: string): HookPath | undefined {
  if (target === base) return general
  if (!target.startsWith(base)) return undefined
  const end = target.indexOf('?')
  const rest = target.slice(base.length, end < 0 ? undefined : end).replace(/\/$/, '')
  if (rest === '' || rest === '/github') return general
  if (!rest.startsWith('/github/')) return undefined
  const own = parseFullName(decode(rest.slice('/github/'.length)))
  return own && { own }
}

/** A name that can't be decoded stays as it is: nobody has it. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
