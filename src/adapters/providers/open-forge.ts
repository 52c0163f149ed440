import type { Forge, ForgeParts } from './forge.ts'

/** Loads what this forge needs, and nothing for the others. */
export async function openForge(parts: ForgeParts): Promise<Forge> {
  switch (parts.settings.name) {
    case 'github':
      return (await import('./github/github.ts')).createGitHub(parts)
    case 'gitlab':
      return (await import('./gitlab.ts')).createGitLab(parts)
    case 'gitea':
    case 'forgejo':
    case 'gogs':
      return (await import('./gitea.ts')).createGitea(parts)
    case 'bitbucket':
      return (await import('./bitbucket.ts')).createBitbucket(parts)
    case 'bitbucket-dc':
      return (await import('./bitbucket-dc.ts')).createBitbucketDc(parts)
    case 'azure':
      return (await import('./azure.ts')).createAzure(parts)
    default:
      return parts.settings.name satisfies never
  }
}
