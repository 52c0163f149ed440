import type { ProviderSettings } from '../../../core/provider-settings.ts'
import type { FailedDelivery } from '../../../pipeline/ports/provider-api.ts'
import { statusOf } from '../failure.ts'
import { type Forge, splitName } from '../forge.ts'
import type { GitHubClient } from './call.ts'
import { findRepositoryHook } from './hooks.ts'

interface Attempt {
  /** May be greater than a number holds. */
  readonly id: number | bigint
  readonly guid: string
  readonly event: string
  readonly delivered_at: string
  readonly status_code: number
  readonly repository_id: number | bigint | null
}

/** Whose list it is: the App's own hook, or one of the repository. */
type Source = 'app' | number

const perPage = 100
const mostPages = 10

/** What GitHub could not deliver. */
export function createGitHubDeliveries(
  client: GitHubClient,
  { app }: ProviderSettings,
): Required<Pick<Forge, 'failedDeliveries' | 'redeliver'>> {
  const sourceOf = async (repository: string, hookUrl: string, signal?: AbortSignal): Promise<Source | undefined> => {
    if (app !== undefined) {
      const what = "Reading the App's hook"
      const { url } = await client.askAsApp({ what, signal }, request => request('GET /app/hook/config'))
      if (url === hookUrl) return 'app'
    }
    try {
      const hook = await findRepositoryHook(client, repository, hookUrl, signal)
      return hook && Number(hook.id)
    } catch (error) {
      // Whoever may not see the hooks has said so by what was granted.
      if (statusOf(error) === 403 || statusOf(error) === 404 || statusOf(error) === 422) return undefined
      throw error
    }
  }

  const idOf = async (repository: string, signal?: AbortSignal): Promise<number | bigint> => {
    const call = { repository, needs: { metadata: 'read' }, what: `Looking for ${repository}`, signal } as const
    return (await client.ask(call, request => request('GET /repos/{owner}/{repo}', splitName(repository)))).id
  }

  const attemptsOf = (source: Source, repository: string, cursor: string | undefined, signal?: AbortSignal) => {
    const page = { per_page: perPage, ...(cursor === undefined ? {} : { cursor }) }
    const call = { repository, needs: { repository_hooks: 'read' }, what: 'Listing deliveries', signal } as const
    return source === 'app'
      ? client.askAsApp<Attempt[]>(call, request => request('GET /app/hook/deliveries', page))
      : client.ask<Attempt[]>(call, request =>
          request('GET /repos/{owner}/{repo}/hooks/{hook_id}/deliveries', {
            ...{ ...splitName(repository), hook_id: source, ...page },
          }),
        )
  }

  return {
    async failedDeliveries(repository, { hookUrl, since }, signal) {
      const source = await sourceOf(repository, hookUrl, signal)
      if (source === undefined) return undefined
      const only = source === 'app' ? await idOf(repository, signal) : undefined
      const attempts: Attempt[] = []
      let cursor: string | undefined
      for (let page = 0; page < mostPages; page++) {
        const found = await attemptsOf(source, repository, cursor, signal)
        const recent = found.filter(({ delivered_at }) => Date.parse(delivered_at) >= since)
        attempts.push(...recent)
        cursor = found.at(-1)?.id.toString()
        if (found.length < perPage || recent.length < found.length) break
      }
      return lostOnes(
        attempts.filter(({ repository_id }) => only === undefined || String(repository_id) === String(only)),
      )
    },
    async redeliver(repository, hookUrl, attempt, signal) {
      const source = await sourceOf(repository, hookUrl, signal)
      if (source === undefined) return
      // The types know no number of this size; Octokit does.
      const delivery_id = BigInt(attempt) as unknown as number
      const call = {
        repository,
        needs: { repository_hooks: 'write' },
        what: 'Asking for a delivery again',
        signal,
      } as const
      if (source === 'app')
        await client.askAsApp(call, request =>
          request('POST /app/hook/deliveries/{delivery_id}/attempts', { delivery_id }),
        )
      else
        await client.ask(call, request =>
          request('POST /repos/{owner}/{repo}/hooks/{hook_id}/deliveries/{delivery_id}/attempts', {
            ...{ ...splitName(repository), hook_id: source, delivery_id },
          }),
        )
    },
  }
}

/** The newest attempt of each delivery of which none arrived, oldest first. */
function lostOnes(attempts: readonly Attempt[]): FailedDelivery[] {
  const arrived = new Set(attempts.filter(hasArrived).map(({ guid }) => guid))
  const newest = new Map<string, Attempt>()
  for (const attempt of attempts) if (!newest.has(attempt.guid)) newest.set(attempt.guid, attempt)
  return [...newest.values()]
    .filter(({ guid }) => !arrived.has(guid))
    .map(({ id, guid, event, delivered_at }) => ({
      ...{ attempt: String(id), delivery: guid, event, at: Date.parse(delivered_at) },
    }))
    .reverse()
}

const hasArrived = ({ status_code }: Attempt): boolean => status_code >= 200 && status_code < 300
