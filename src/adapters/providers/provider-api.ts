import { RedhookError } from '../../core/errors.ts'
import { providerTitles } from '../../core/provider.ts'
import type { ProviderSettings, ProvidersSettings } from '../../core/provider-settings.ts'
import type { RemoteRepository } from '../../core/report/report.ts'
import type { ProviderApi, ProviderSetup } from '../../pipeline/ports/provider-api.ts'
import type { RemoteIdStore } from '../../pipeline/ports/remote-id-store.ts'
import { abilitiesOf } from './abilities.ts'
import { toSent } from './failure.ts'
import type { Forge, ForgeParts, ForgeSetup } from './forge.ts'
import { createGitCredentials } from './git-credentials.ts'
import { openForge } from './open-forge.ts'

export interface ProviderApiOptions {
  /** As they are now: asked for each call. */
  settings(): ProvidersSettings
  readonly remoteIds: RemoteIdStore
  /** How long one request may take, in milliseconds. Default: 10 s. */
  readonly limitMs?: number
  /** UTC, epoch milliseconds. */
  now?(): number
}

/** All forges behind one door. Each is loaded when it is first spoken to. */
export function createProviderApi(options: ProviderApiOptions): ProviderApi {
  const { settings, remoteIds, limitMs = 10_000, now = Date.now } = options
  const forges = new WeakMap<ProviderSettings, Promise<Forge>>()
  const opened = new Set<Promise<Forge>>()
  const forgeOf = (of: ProviderSettings): Promise<Forge> => {
    const known = forges.get(of)
    if (known !== undefined) return known
    const parts: ForgeParts = { settings: of, remoteIds, limitMs, now }
    const made = openForge(parts)
    forges.set(of, made)
    opened.add(made)
    return made
  }
  /** Undefined where the forge's API may not be asked. */
  const find = async ({ provider }: RemoteRepository): Promise<Forge | undefined> => {
    const of = settings()[provider]
    return abilitiesOf(of).comments ? forgeOf(of) : undefined
  }
  return {
    abilities: ({ provider }) => abilitiesOf(settings()[provider]),
    async send(repository, report, signal) {
      try {
        const forge = await find(repository)
        if (forge === undefined) throw withoutAccess(repository)
        await forge.send(repository.name, report, signal)
        return { ok: true }
      } catch (error) {
        signal.throwIfAborted()
        return toSent(error)
      }
    },
    openPullRequests: async (repository, signal) =>
      (await find(repository))?.openPullRequests?.(repository.name, signal),
    failedDeliveries: async (repository, request, signal) =>
      (await find(repository))?.failedDeliveries?.(repository.name, request, signal),
    redeliver: async (repository, hookUrl, attempt, signal) =>
      (await find(repository))?.redeliver?.(repository.name, hookUrl, attempt, signal),
    mayWrite: async (repository, user, signal) => (await find(repository))?.mayWrite?.(repository.name, user, signal),
    credentials: createGitCredentials(settings, forgeOf),
    setup: createSetup(async repository => {
      const setup = (await find(repository))?.setup
      if (setup === undefined) throw withoutSetup(repository)
      return setup
    }),
    forgetInstallations() {
      for (const forge of opened) void forge.then(one => one.forgetInstallations?.()).catch(() => undefined)
    },
  }
}

const createSetup = (find: (repository: RemoteRepository) => Promise<ForgeSetup>): ProviderSetup => ({
  findHook: async (at, ...rest) => (await find(at)).findHook(at.name, ...rest),
  createHook: async (at, ...rest) => (await find(at)).createHook(at.name, ...rest),
  pingHook: async (at, ...rest) => (await find(at)).pingHook(at.name, ...rest),
  removeHook: async (at, ...rest) => (await find(at)).removeHook(at.name, ...rest),
  addDeployKey: async (at, ...rest) => (await find(at)).addDeployKey(at.name, ...rest),
  removeDeployKey: async (at, ...rest) => (await find(at)).removeDeployKey(at.name, ...rest),
})

const withoutAccess = ({ provider }: RemoteRepository) =>
  new RedhookError(`${providerTitles[provider]} is told nothing: no token is configured`, {
    code: 'PROVIDER_DENIED',
    hint: `Set providers.${provider}.token${provider === 'github' ? ', or an App' : ''}.`,
  })

const withoutSetup = (repository: RemoteRepository) =>
  new RedhookError(
    `Hooks and keys of ${repository.name} can't be made at ${providerTitles[repository.provider]} from here`,
    {
      code: 'PROVIDER_DENIED',
      hint: `Make them by hand, or set providers.${repository.provider}.token.`,
    },
  )
