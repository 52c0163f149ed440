/**
 * The repository as the registry names it, out of the address it is fetched from: `acme/shop`; `*\/shop` where the address has no
 * owner, or several groups, of which a webhook may tell another form.
 */
export function parseRemoteName(remote: string): string {
  const isLocal = /^(\/|file:)/.test(remote)
  const path = remote
    .replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, '')
    .replace(/^[^/]*:/, '')
    .replace(/\/+$/, '')
    .replace(/\.git$/, '')
  const parts = path.split('/').filter(part => part !== '')
  const [owner, name = ''] = parts.slice(-2)
  const isWhole = parts.length === 2 || (isLocal && parts.length > 2)
  return isWhole && owner !== undefined && /^[A-Za-z0-9]/.test(owner) ? `${owner}/${name}` : `*/${parts.at(-1) ?? ''}`
}
