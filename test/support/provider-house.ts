import { createProviderApi } from '../../src/adapters/providers/provider-api.ts'
import { createProviders } from '../../src/config/create-providers.ts'
import type { ProvidersInput } from '../../src/config/provider-schema.ts'
import type { ProviderApi } from '../../src/pipeline/ports/provider-api.ts'

/** The real adapters with these settings, and the ids that they remember. */
export interface ProviderHouse {
  readonly api: ProviderApi
  readonly ids: Map<string, string>
  /** Moves the clock on. */
  pass(ms: number): void
}

export function createProviderHouse(input: ProvidersInput, limitMs = 10_000): ProviderHouse {
  const ids = new Map<string, string>()
  const settings = createProviders(input)
  let ahead = 0
  return {
    ids,
    pass(ms) {
      ahead += ms
    },
    api: createProviderApi({
      limitMs,
      settings: () => settings,
      remoteIds: { remoteId: key => ids.get(key), rememberRemoteId: (key, id) => void ids.set(key, id) },
      now: () => Date.now() + ahead,
    }),
  }
}
