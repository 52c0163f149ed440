import { type ProviderName, providerNames } from '../core/provider.ts'
import type { ProviderSettings, ProvidersSettings } from '../core/provider-settings.ts'
import type { ProvidersInput } from './provider-schema.ts'

/** All forges with every default filled in. */
export const createProviders = (input: ProvidersInput = {}): ProvidersSettings =>
  Object.fromEntries(
    providerNames.map(name => [name, createProvider(name, input[name] ?? {})]),
  ) as unknown as ProvidersSettings

function createProvider(name: ProviderName, input: NonNullable<ProvidersInput[ProviderName]>): ProviderSettings {
  const url = input.url ?? homes[name]
  const apiUrl = input.apiUrl ?? (url === undefined ? undefined : apiBelow(name, url))
  return {
    ...input,
    name,
    ...(url === undefined ? {} : { url }),
    ...(apiUrl === undefined ? {} : { apiUrl }),
  }
}

const homes: Readonly<Partial<Record<ProviderName, string>>> = {
  github: 'https://github.com',
  gitlab: 'https://gitlab.com',
  bitbucket: 'https://bitbucket.org',
  azure: 'https://dev.azure.com',
}

/** Where the API lies, as the forges document it. */
function apiBelow(name: ProviderName, url: string): string {
  if (name === 'github') return url === homes.github ? 'https://api.github.com' : `${url}/api/v3`
  if (name === 'bitbucket') return url === homes.bitbucket ? 'https://api.bitbucket.org/2.0' : `${url}/2.0`
  return `${url}${paths[name] ?? ''}`
}

const paths: Readonly<Partial<Record<ProviderName, string>>> = {
  gitlab: '/api/v4',
  gitea: '/api/v1',
  forgejo: '/api/v1',
  gogs: '/api/v1',
  'bitbucket-dc': '/rest',
}
