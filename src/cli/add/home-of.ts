import type { Config } from '../../config/load.ts'
import type { ProviderName } from '../../core/provider.ts'
import { parseRemoteAddress } from './remote-address.ts'

/** The forge's own page: as configured, or at the host that is cloned from; undefined where nobody says. */
export function homeOf(
  config: Pick<Config, 'providers'>,
  provider: ProviderName,
  url: string | undefined,
): string | undefined {
  const configured = config.providers[provider].url
  if (configured !== undefined) return configured
  const host = url === undefined ? undefined : parseRemoteAddress(url).host
  return host === undefined ? undefined : `https://${host}`
}
