import type { App } from '../../core/app.ts'
import { hookUrls } from '../../core/delivery/hook-urls.ts'
import { foldCase } from '../../core/delivery/repository-name.ts'
import { RedhookError } from '../../core/errors.ts'
import { pollWaitMs } from '../../core/polling/poll-wait.ts'
import type { RemoteRepository } from '../../core/report/report.ts'
import type { ProviderApi } from '../ports/provider-api.ts'
import { type AskAgainPorts, askAgain } from './ask-again.ts'

export interface WatchDeliveriesPorts extends AskAgainPorts {
  readonly providers: Pick<ProviderApi, 'abilities' | 'failedDeliveries' | 'redeliver'>
  apps(): readonly App[]
  /** Of the registry in force. */
  settings(): DeliverySettings
  /** From 0 up to 1. */
  random(): number
  /** In milliseconds. */
  readonly timing?: { readonly firstMs: number; readonly everyMs: number }
}

export interface DeliverySettings {
  /** Without it nobody knows where hooks lead to, and nothing is asked for. */
  readonly publicUrl?: string
  readonly webhookPath: string
  hasOwnSecret(repository: string): boolean
}

const defaultTiming = { firstMs: 5_000, everyMs: 600_000 }
/** Each costs a few calls of an API that allows some thousand an hour; at the start all are looked at. */
const mostAtOnce = 25

/** Asks forges for what they could not deliver: at the start, and every ten minutes, in turn where there are many repositories. */
export function startWatchingDeliveries(ports: WatchDeliveriesPorts): AsyncDisposable {
  const { log, timing = defaultTiming } = ports
  const stopping = new AbortController()
  const complained = new Set<string>()
  let turn = 0
  let isFirst = true
  let work: Promise<void> | undefined
  let timer = setTimeout(() => void begin(), timing.firstMs)
  timer.unref()

  const begin = async () => {
    work = round().catch((error: unknown) => log.error({ err: error }, 'failed deliveries could not be looked at'))
    await work
    if (stopping.signal.aborted) return
    timer = setTimeout(() => void begin(), pollWaitMs(timing.everyMs, 0, ports.random()))
    timer.unref()
  }
  const round = async () => {
    const all = repositoriesOf(ports)
    const count = isFirst ? all.length : Math.min(mostAtOnce, all.length)
    isFirst = false
    for (let done = 0; done < count && !stopping.signal.aborted; done += 1) {
      const repository = all[turn % all.length]
      turn += 1
      if (repository !== undefined && !(await look(repository))) return
    }
  }
  /** False: the forge does not answer, or has had enough for now. */
  const look = async (repository: RemoteRepository): Promise<boolean> => {
    try {
      await askAgain(repository, urlsOf(repository, ports.settings()), ports, stopping.signal)
      complained.delete(repository.name)
      return true
    } catch (error) {
      if (stopping.signal.aborted || !(error instanceof RedhookError)) throw error
      const fields = { repository: repository.name, why: error.message }
      if (!complained.has(repository.name)) log.warn(fields, 'failed deliveries cannot be asked for')
      complained.add(repository.name)
      return !error.retryable
    }
  }
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort()
      clearTimeout(timer)
      await work
    },
  }
}

/** Those whose forge may be asked, each once. A name for any owner names none that could be asked about. */
function repositoriesOf({ apps, providers, settings }: WatchDeliveriesPorts): RemoteRepository[] {
  if (settings().publicUrl === undefined) return []
  const found = new Map<string, RemoteRepository>()
  for (const { provider, repository: name } of apps())
    if (!name.startsWith('*/')) found.set(`${provider}/${foldCase(name)}`, { provider, name })
  return [...found.values()].filter(repository => providers.abilities(repository).api)
}

const urlsOf = ({ provider, name }: RemoteRepository, settings: DeliverySettings): string[] =>
  settings.publicUrl === undefined
    ? []
    : hookUrls({
        ...{ publicUrl: settings.publicUrl, webhookPath: settings.webhookPath, provider, repository: name },
        hasOwnSecret: settings.hasOwnSecret(name),
      })
