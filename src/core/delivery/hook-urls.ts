import type { ProviderName } from '../provider.ts'

/** Where the hook of a repository may lead to. */
export interface HookPlace {
  /** Without a slash at the end. */
  readonly publicUrl: string
  /** Begins with a slash, doesn't end with one. */
  readonly webhookPath: string
  readonly provider: ProviderName
  /** The repository's full name. */
  readonly repository: string
  /** The repository has a secret, and so a URL, of its own. */
  readonly hasOwnSecret: boolean
}

/** Every address at which a delivery of the repository is heard, the usual one first. */
export function hookUrls({ publicUrl, webhookPath, provider, repository, hasOwnSecret }: HookPlace): string[] {
  const general = `${publicUrl}${webhookPath}`
  const own = `${general}/${provider}`
  if (hasOwnSecret) return [`${own}/${repository}`]
  return provider === 'github' ? [general, own] : [own]
}
