import type { ProviderName } from '../provider.ts'
import { azure } from './azure.ts'
import { bitbucket } from './bitbucket.ts'
import { bitbucketDc } from './bitbucket-dc.ts'
import { forgejo } from './forgejo.ts'
import { gitea } from './gitea.ts'
import { github } from './github.ts'
import { gitlab } from './gitlab.ts'
import { gogs } from './gogs.ts'
import type { Provider } from './provider.ts'

const all: Readonly<Record<ProviderName, Provider>> = {
  github,
  gitlab,
  gitea,
  forgejo,
  gogs,
  bitbucket,
  'bitbucket-dc': bitbucketDc,
  azure,
}

/** Every forge that Redhook hears, by the name in the URL of the hook. */
export const providers: ReadonlyMap<ProviderName, Provider> = new Map(
  Object.values(all).map(provider => [provider.name, provider]),
)
