import type { ProviderName } from '../../core/provider.ts'

/** Where a person does by hand at a forge what Redhook may not do there. */
export interface ForgePages {
  /** The page where a deploy key is added. */
  readonly deployKey: string
  /** The page where a webhook is added. */
  readonly hook: string
  /** What is filled in there beside URL and secret, each as one line. */
  readonly hookFields: readonly string[]
}

const json = 'Content type: application/json'

/** Pages of a repository at the forge whose own page this is. */
export function forgePages(provider: ProviderName, home: string, repository: string): ForgePages {
  const at = `${home}/${repository}`
  switch (provider) {
    case 'github':
      return {
        deployKey: `${at}/settings/keys/new`,
        hook: `${at}/settings/hooks/new`,
        hookFields: [json, 'Events: just the push event (for pull requests, releases, checks or packages: those, too)'],
      }
    case 'gitlab':
      return {
        deployKey: `${at}/-/settings/repository#js-deploy-keys-settings`,
        hook: `${at}/-/hooks`,
        hookFields: ['The secret goes into: Secret token', 'Trigger: push events, tag push events'],
      }
    case 'gitea':
    case 'forgejo':
    case 'gogs':
      return {
        deployKey: `${at}/settings/keys`,
        hook: `${at}/settings/hooks/${provider}/new`,
        hookFields: [json, 'Trigger on: push events'],
      }
    case 'bitbucket':
      return {
        deployKey: `${at}/admin/access-keys/`,
        hook: `${at}/admin/webhooks`,
        hookFields: ['Triggers: repository push'],
      }
    case 'bitbucket-dc':
      return dataCenterPages(home, repository)
    case 'azure':
      return azurePages(home, repository)
  }
}

function dataCenterPages(home: string, repository: string): ForgePages {
  const slash = repository.lastIndexOf('/')
  const place = `projects/${repository.slice(0, slash)}/repos/${repository.slice(slash + 1)}`
  return {
    deployKey: `${home}/plugins/servlet/ssh/${place}/keys`,
    hook: `${home}/plugins/servlet/webhooks/${place}`,
    hookFields: ['Events: repository push'],
  }
}

/** Azure has no keys of a repository; a user's own goes there. It signs nothing: the secret is a password. */
function azurePages(home: string, repository: string): ForgePages {
  const [organization = '', ...rest] = repository.split('/')
  return {
    deployKey: `${home}/${organization}/_usersSettings/keys`,
    hook: `${home}/${organization}/${rest[0] ?? ''}/_settings/serviceHooks`,
    hookFields: ['Service: Web Hooks, trigger: Code pushed', 'The secret goes into: Basic authentication password'],
  }
}

/** Where git clones a repository from over ssh. */
export function sshUrl(provider: ProviderName, home: string, repository: string): string {
  const { hostname } = new URL(home)
  if (provider === 'azure') return `git@ssh.${hostname}:v3/${repository.replace('/_git/', '/')}`
  if (provider === 'bitbucket-dc') return `ssh://git@${hostname}:7999/${repository}.git`
  return `git@${hostname}:${repository}.git`
}

/** The forge that a host is of, where everybody knows it. */
export function providerOfHost(host: string | undefined): ProviderName | undefined {
  const known: Readonly<Record<string, ProviderName>> = {
    'github.com': 'github',
    'ssh.github.com': 'github',
    'gitlab.com': 'gitlab',
    'bitbucket.org': 'bitbucket',
    'codeberg.org': 'forgejo',
    'dev.azure.com': 'azure',
    'ssh.dev.azure.com': 'azure',
  }
  return host === undefined ? undefined : known[host.toLowerCase()]
}
