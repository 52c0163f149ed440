import { resolve } from 'node:path'
import { parse } from 'yaml'
import type { Config } from '../../config/load.ts'
import type { App } from '../../core/app.ts'
import { isProviderName, type ProviderName } from '../../core/provider.ts'
import { providerOfHost } from './forge-pages.ts'
import { parseRemoteAddress } from './remote-address.ts'

/** What was asked for on the command line. */
export interface AddRequest {
  readonly repository: string
  readonly path: string
  readonly url?: string
  readonly branch?: string
  readonly project?: string
  readonly provider?: ProviderName
}

/** What is to be, as far as the registry and the command line tell. */
export interface Wanted {
  readonly repository: string
  readonly provider: ProviderName
  /** Every app names its own. */
  readonly name: string
  /** Absolute. */
  readonly path: string
  readonly url?: string
  readonly branch?: string
  /** It is in the registry already: an earlier run got as far as that. */
  readonly there?: App
  /** Another app of the repository, which has its key already. */
  readonly sibling?: App
  /** The provider has to be written into the entry. */
  readonly namesProvider: boolean
}

const isOf = (repository: string) => (app: App) => app.repository.toLowerCase() === repository.toLowerCase()

/** Joins the command line with what the registry has. `text` is the registry's. */
export function decideAdd(request: AddRequest, apps: Config['apps'], text: string, cwd: string): Wanted {
  const { repository, project, url, branch } = request
  const siblings = apps.filter(isOf(repository))
  const path = resolve(cwd, request.path)
  const name = project ?? repository.slice(repository.lastIndexOf('/') + 1).toLowerCase()
  const there = siblings.find(app => app.name === name && app.path === path)
  const sibling = there ?? siblings.find(({ deployKey }) => deployKey !== undefined) ?? siblings[0]
  const usual = defaultProvider(text)
  const host = url === undefined ? undefined : parseRemoteAddress(url).host
  const provider = request.provider ?? sibling?.provider ?? providerOfHost(host) ?? usual
  return {
    ...{ repository, provider, name, path, namesProvider: provider !== usual },
    ...(url !== undefined && { url }),
    ...(branch !== undefined && { branch }),
    ...(there && { there }),
    ...(sibling && { sibling }),
  }
}

/** `defaults.provider` of a registry that was read without mistakes. */
function defaultProvider(text: string): ProviderName {
  const { defaults } = (parse(text, { merge: true, logLevel: 'error' }) ?? {}) as {
    defaults?: { provider?: unknown } | null
  }
  const provider = String(defaults?.provider ?? 'github')
  return isProviderName(provider) ? provider : 'github'
}
