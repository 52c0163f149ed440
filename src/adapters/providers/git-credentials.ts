import type { ProviderSettings, ProvidersSettings } from '../../core/provider-settings.ts'
import type { ProviderApi } from '../../pipeline/ports/provider-api.ts'
import type { Forge } from './forge.ts'

/** Credentials for git: of the forge whose address the URL begins with, and of no other. */
export const createGitCredentials =
  (settings: () => ProvidersSettings, open: (of: ProviderSettings) => Promise<Forge>): ProviderApi['credentials'] =>
  async (url, repository) => {
    const found = Object.values(settings()).find(of => hasAccess(of) && isBelow(url, of.url))
    if (found === undefined) return undefined
    const name = nameIn(url, found.url ?? '') ?? repository
    return name === undefined ? undefined : (await open(found)).credentials(name)
  }

const hasAccess = ({ token, app }: ProviderSettings): boolean => token !== undefined || app !== undefined

/** Same protocol, host and port, and below its path. */
function isBelow(text: string, base: string | undefined): boolean {
  if (base === undefined || !/^https?:/i.test(text) || !URL.canParse(text)) return false
  const url = new URL(text)
  const home = new URL(base)
  return url.origin === home.origin && `${url.pathname}/`.startsWith(withSlash(home.pathname))
}

/** `https://github.com/acme/shop.git` → `acme/shop`. */
function nameIn(url: string, base: string): string | undefined {
  const path = new URL(url).pathname.slice(withSlash(new URL(base).pathname).length)
  const name = decodeURIComponent(path)
    .replace(/\/+$/, '')
    .replace(/\.git$/, '')
  return name.includes('/') ? name : undefined
}

const withSlash = (path: string): string => (path.endsWith('/') ? path : `${path}/`)
