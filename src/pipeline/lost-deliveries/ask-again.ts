import { foldCase } from '../../core/delivery/repository-name.ts'
import { RedhookError } from '../../core/errors.ts'
import { chooseLost, formatPosition, listSince, nextPosition, parsePosition } from '../../core/polling/lost-position.ts'
import type { RemoteRepository } from '../../core/report/report.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { FailedDelivery, ProviderApi } from '../ports/provider-api.ts'
import type { Store } from '../ports/store.ts'

export interface AskAgainPorts {
  readonly providers: Pick<ProviderApi, 'failedDeliveries' | 'redeliver'>
  readonly store: Pick<Store, 'remoteId' | 'rememberRemoteId'>
  readonly clock: Pick<Clock, 'now'>
  readonly log: Log
}

/**
 * Has the forge send again what failed since the last look, each delivery once. False: the forge can't be asked about any of these hooks.
 * @throws RedhookError of the forge; what was asked for again by then is remembered
 */
export async function askAgain(
  repository: RemoteRepository,
  hookUrls: readonly string[],
  { providers, store, clock, log }: AskAgainPorts,
  signal: AbortSignal,
): Promise<boolean> {
  const key = foldCase(`lost-deliveries ${repository.provider}/${repository.name}`)
  const lookedAt = clock.now()
  const position = parsePosition(store.remoteId(key))
  const since = listSince(position, lookedAt)
  const found = await firstList(hookUrls, url =>
    providers.failedDeliveries(repository, { hookUrl: url, since }, signal),
  )
  if (found === undefined) return false
  const lost = chooseLost(found.failed, position)
  const again: FailedDelivery[] = []
  // Written down before it is asked for: a crash in between costs one delivery, not many of the same.
  const remember = () => store.rememberRemoteId(key, formatPosition(nextPosition(position, again, lookedAt)))
  for (const one of lost) {
    again.push(one)
    remember()
    await redeliver(one)
  }
  remember()
  return true

  async function redeliver({ attempt, delivery, event }: FailedDelivery): Promise<void> {
    const fields = { repository: repository.name, delivery, event }
    try {
      await providers.redeliver(repository, found?.url ?? '', attempt, signal)
      log.warn(fields, 'a delivery did not arrive; it was asked for again')
    } catch (error) {
      if (!(error instanceof RedhookError) || error.retryable) throw error
      log.warn({ ...fields, why: error.message }, 'a delivery did not arrive and cannot be asked for again')
    }
  }
}

async function firstList(urls: readonly string[], list: (url: string) => Promise<FailedDelivery[] | undefined>) {
  for (const url of urls) {
    const failed = await list(url)
    if (failed !== undefined) return { url, failed }
  }
  return undefined
}
