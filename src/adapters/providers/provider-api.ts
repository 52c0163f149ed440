import { RedhookError } from '../../core/errors.ts'
import { providerTitles } from '../../core/provider.ts'
import type { ProviderSettings, ProvidersSettings } from '../../core/provider-settings.ts'
import type { RemoteRepository } from '../../core/report/report.ts'
import type { ProviderApi, ProviderSetup } from '../../pipeline/ports/provider-api.ts'
import type { RemoteIdStore } from '../../pipeline/ports/remote-id-store.ts'
import { abilitiesOf } from './abilities.ts'
import { misreadError, toSent } from './failure.ts'
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
  const ask: AskOne = async (repository, use) => {
    const forge = await find(repository)
    try {
      return forge && (await use(forge))
    } catch (error) {
      // An answer that lacks what it should have.
      throw error instanceof TypeError
        ? misreadError(providerTitles[repository.provider], 'Reading an answer', error)
        : error
    }
  }
  return {
    abilities: ({ provider }) => abilitiesOf(settings()[provider]),
    async send(repository, report, signal) {
      try {
        const isSent = await ask(repository, forge => forge.send(repository.name, report, signal).then(() => true))
        if (isSent === undefined) throw withoutAccess(repository)
        return { ok: true }
      } catch (error) {
        signal.throwIfAborted()
        return toSent(error)
      }
    },
    openPullRequests: (repository, signal) =>
      ask(repository, forge => forge.openPullRequests?.(repository.name, signal)),
    failedDeliveries: (repository, request, signal) =>
      ask(repository, forge => forge.failedDeliveries?.(repository.name, request, signal)),
    redeliver: (repository, hookUrl, attempt, signal) =>
      ask(repository, forge => forge.redeliver?.(repository.name, hookUrl, attempt, signal)),
    mayWrite: (repository, user, signal) => ask(repository, forge => forge.mayWrite?.(repository.name, user, signal)),
    credentials: createGitCredentials(settings, forgeOf),
    setup: createSetup(ask),
    forgetInstallations() {
      for (const forge of opened) void forge.then(one => one.forgetInstallations?.()).catch(() => undefined)
    },
  }
}

/** What `use` makes of the forge; undefined where its API may not be asked. @throws RedhookError */
type AskOne = <T>(repository: RemoteRepository, use: (forge: Forge) => Promise<T> | undefined) => Promise<T | undefined>

function createSetup(ask: AskOne): ProviderSetup {
  const settingUp = async <T>(repository: RemoteRepository, use: (setup: ForgeSetup) => Promise<T>): Promise<T> => {
    const done = await ask(repository, async ({ setup }) => setup && { result: await use(setup) })
    if (done === undefined) throw withoutSetup(repository)
    return done.result
  }
  return {
    findHook: (at, ...rest) => settingUp(at, setup => setup.findHook(at.name, ...rest)),
    createHook: (at, ...rest) => settingUp(at, setup => setup.createHook(at.name, ...rest)),
    pingHook: (at, ...rest) => settingUp(at, setup => setup.pingHook(at.name, ...rest)),
    removeHook: (at, ...rest) => settingUp(at, setup => setup.removeHook(at.name, ...rest)),
    addDeployKey: (at, ...rest) => settingUp(at, setup => setup.addDeployKey(at.name, ...rest)),
    removeDeployKey: (at, ...rest) => settingUp(at, setup => setup.removeDeployKey(at.name, ...rest)),
  }
}

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
