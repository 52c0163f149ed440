/** The forges that Redhook hears and answers. The name stands in the URL of the hook, and in `provider` of an app. */
export const providerNames = [
  'github',
  'gitlab',
  'gitea',
  'forgejo',
  'gogs',
  'bitbucket',
  'bitbucket-dc',
  'azure',
] as const
export type ProviderName = (typeof providerNames)[number]

export const isProviderName = (text: string): text is ProviderName =>
  (providerNames as readonly string[]).includes(text)

/** How people write them. */
export const providerTitles: Readonly<Record<ProviderName, string>> = {
  github: 'GitHub',
  gitlab: 'GitLab',
  gitea: 'Gitea',
  forgejo: 'Forgejo',
  gogs: 'Gogs',
  bitbucket: 'Bitbucket Cloud',
  'bitbucket-dc': 'Bitbucket Data Center',
  azure: 'Azure DevOps',
}
