const scpLike = /^(?:[A-Za-z0-9._-]+@)?[A-Za-z0-9][A-Za-z0-9.-]*:(?!\/\/)[^\s:][^\s]*$/
const kinds =
  'an address git can clone from; write https://host/owner/name, git@host:owner/name or ssh://git@host/owner/name'

/** What a remote's address should have been; undefined when it is fine. Helpers (`ext::`) and unprotected protocols are not. */
export function whyBadRemote(text: string): string | undefined {
  if (/^\/[^\s]*$/.test(text)) return undefined
  if (!text.includes('://')) return scpLike.test(text) && !text.includes('::') ? undefined : kinds
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || /\s/.test(text)) return kinds
  if (url.protocol === 'file:') return undefined
  if (url.protocol !== 'https:' && url.protocol !== 'ssh:') return kinds
  if (url.hostname === '' || url.hostname.startsWith('-')) return kinds
  return hasCredentials(url)
    ? 'an address without credentials; leave them out and name a key with deployKey'
    : undefined
}

const hasCredentials = ({ protocol, username, password }: URL): boolean =>
  password !== '' || (protocol === 'https:' && username !== '')

/** An http or https URL that carries no credentials; undefined for anything else. */
export function parseWebUrl(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol) || /\s/.test(text)) return undefined
  return url.username === '' && url.password === '' ? url : undefined
}
