import type { ProviderName } from '../../core/provider.ts'

/** The path of the URL that a repository's webhook leads to. */
export function hookPath(
  webhookPath: string,
  provider: ProviderName,
  repository: string,
  hasOwnSecret: boolean,
): string {
  if (hasOwnSecret) return `${webhookPath}/${provider}/${repository}`
  return provider === 'github' ? webhookPath : `${webhookPath}/${provider}`
}
