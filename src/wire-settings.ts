import type { Env } from './config/env.ts'
import type { Config } from './config/load.ts'
import { webhookSecretsOf } from './config/webhook-secrets.ts'
import { type AddressSet, createClientRules, parseAddressSet } from './core/delivery/client-address.ts'
import type { ProviderName } from './core/provider.ts'
import type { Registry } from './pipeline/registry.ts'

/** What the hook path asks for with each request. `github`: its published addresses. */
export const hookSettings = (registry: Registry<Config>, github: AddressSet) =>
  settingsOf(registry, config => toHookSettings(config, github))

/** Who may, as the registry says. */
export const accessSettings = (registry: Registry<Config>) => settingsOf(registry, toAccessSettings)

/** Settings of a door, made anew only when the registry was. */
function settingsOf<T extends object>(registry: Registry<Config>, make: (config: Config) => T): () => T {
  let of: Config | undefined
  let made: T | undefined
  return () => {
    const config = registry.config()
    if (made === undefined || of !== config) made = make(config)
    of = config
    return made
  }
}

const toAccessSettings = ({ server: { access, trustedProxies, publicUrl } }: Config) => ({
  ...access,
  trustedProxies: parseAddressSet(trustedProxies),
  ...(publicUrl === undefined ? {} : { publicUrl }),
})

const toHookSettings = ({ server, repositorySecrets }: Config, github: AddressSet) => ({
  hasOwnSecret: (repository: string) => repositorySecrets.has(repository.toLowerCase()),
  webhookPath: server.webhookPath,
  replies: server.replies,
  client: createClientRules(server.allowFrom, server.trustedProxies, { github }),
  ...(server.publicUrl === undefined ? {} : { publicUrl: server.publicUrl }),
})

/** Who is told, and by which way. */
export const tellingSettings = ({ channels, server: { notifyPrivate, publicUrl } }: Config) => ({
  channels,
  notifyPrivate,
  ...(publicUrl === undefined ? {} : { publicUrl }),
})

/** What of the settings proves a delivery, or shows it to be Redhook's own echo. */
export function receivingSettings(registry: Registry<Config>, env: Env) {
  const secrets = settingsOf(registry, config => webhookSecretsOf(config, env))
  return { secrets: (provider: ProviderName) => secrets().get(provider) ?? [], ownApp: ownAppOf(registry) }
}

/** The id of Redhook's own App at a forge. */
export const ownAppOf = (registry: Registry<Config>) => (provider: ProviderName) =>
  registry.config().providers[provider].app?.id
