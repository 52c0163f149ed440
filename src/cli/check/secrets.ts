import { type ProviderName, providerTitles } from '../../core/provider.ts'
import { bad, type CheckContext, type Finding, ok, warn } from './finding.ts'

const strongLength = 32
const remedy = 'Run `redhook secret`, put the result where the hint says, and enter it at the webhook too.'

/** The webhook secret is there and long enough, and the API has a token. */
export function checkSecrets({ config, env }: Pick<CheckContext, 'config' | 'env'>): Finding[] {
  return [
    ...usedProviders(config).flatMap(provider =>
      provider === 'github'
        ? checkGitHub(config.providers.github.secret ?? env.webhookSecret, config.repositorySecrets.size)
        : checkProvider(provider, config.providers[provider].secret),
    ),
    ...[...config.repositorySecrets]
      .filter(([, secret]) => isWeak(secret))
      .map(([name]) => weak('its own webhook secret', name)),
    checkToken(env.token),
  ]
}

const isWeak = (secret: string): boolean => secret.length < strongLength || new Set(secret).size < 8

const weak = (what: string, subject?: string): Finding =>
  warn('secret', `${what} is short or simple enough to be guessed`, remedy, subject)

/** The forges that need a secret: an app has its own, or is polled, or counts on its forge's. */
function usedProviders({ apps, repositorySecrets }: CheckContext['config']): ProviderName[] {
  const hooked = apps.filter(({ pollMs }) => pollMs === undefined)
  if (apps.length > 0 && hooked.length === 0) return []
  const general = hooked.filter(({ repository }) => !repositorySecrets.has(repository.toLowerCase()))
  return general.length === 0 ? ['github'] : [...new Set(general.map(({ provider }) => provider))]
}

function checkProvider(provider: ProviderName, secret: string | undefined): Finding {
  const name = `providers.${provider}.secret`
  if (secret !== undefined) return isWeak(secret) ? weak(name) : ok('secret', `${name} is set`)
  return bad('secret', `${name} is not set: no webhook of ${providerTitles[provider]} is heard`, remedy)
}

function checkGitHub(secret: string | undefined, ownSecrets: number): Finding {
  if (secret !== undefined)
    return isWeak(secret) ? weak('GITHUB_WEBHOOK_SECRET') : ok('secret', 'GITHUB_WEBHOOK_SECRET is set')
  if (ownSecrets > 0)
    return ok('secret', 'no GITHUB_WEBHOOK_SECRET; repositories with a secret of their own are served')
  return bad('secret', 'GITHUB_WEBHOOK_SECRET is not set', remedy)
}

function checkToken(token: string | undefined): Finding {
  if (token === undefined) {
    const how = 'Put REDHOOK_TOKEN=… (from `redhook secret`) beside the webhook secret, if the API is wanted over HTTP.'
    return warn(
      'secret',
      'REDHOOK_TOKEN is not set: the API answers 401 over HTTP (this command line does without)',
      how,
    )
  }
  return isWeak(token) ? weak('REDHOOK_TOKEN') : ok('secret', 'REDHOOK_TOKEN is set')
}
