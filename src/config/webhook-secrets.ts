import type { App } from '../core/app.ts'
import { RedhookError } from '../core/errors.ts'
import { type ProviderName, providerNames, providerTitles } from '../core/provider.ts'
import type { Env } from './env.ts'
import type { Config } from './load.ts'

export type WebhookSecrets = ReadonlyMap<ProviderName, readonly string[]>

/** What counts at each forge's general URL: the current secret first, then those from before. */
export function webhookSecretsOf({ providers }: Pick<Config, 'providers'>, env: Env): WebhookSecrets {
  return new Map(
    providerNames.map(name => {
      const { secret, previousSecret } = providers[name]
      const general = name === 'github' ? [env.webhookSecret, env.previousWebhookSecret] : []
      return [name, [...new Set([...general, secret, previousSecret])].filter(one => one !== undefined)]
    }),
  )
}

/** @throws RedhookError SECRET_MISSING where an app's deliveries could never be proved */
export function requireSecrets(config: Config, env: Env): void {
  const secrets = webhookSecretsOf(config, env)
  const without = config.apps.find(app => !isProvable(app, config, secrets))
  const isAny = [...secrets.values()].some(list => list.length > 0)
  if (without === undefined && (config.apps.length > 0 || isAny)) return
  throw noSecret(without?.provider ?? 'github')
}

/** An app that is polled needs no deliveries. */
const isProvable = ({ repository, provider, pollMs }: App, { repositorySecrets }: Config, secrets: WebhookSecrets) =>
  pollMs !== undefined || repositorySecrets.has(repository.toLowerCase()) || (secrets.get(provider)?.length ?? 0) > 0

const noSecret = (provider: ProviderName): RedhookError =>
  provider === 'github'
    ? new RedhookError('There is no webhook secret: GITHUB_WEBHOOK_SECRET is not set', {
        code: 'SECRET_MISSING',
        hint: 'Make one with `redhook secret`, put GITHUB_WEBHOOK_SECRET=… into .env, and give GitHub the same.',
      })
    : new RedhookError(
        `There is no webhook secret for ${providerTitles[provider]}: providers.${provider}.secret is not set`,
        {
          code: 'SECRET_MISSING',
          hint: `Make one with \`redhook secret\`, put it into .env, write providers.${provider}.secret: \${…}, and give ${providerTitles[provider]} the same.`,
        },
      )
