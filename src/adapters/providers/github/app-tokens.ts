import { setTimeout as sleep } from 'node:timers/promises'
import { statusOf } from '../failure.ts'
import { splitName } from '../forge.ts'
import type { GitHubCall, GitHubClient, Permissions } from './call.ts'

export interface AppTokens {
  /** Calls with a token for this repository and these permissions alone; once more with a new one when GitHub calls it void. */
  using<T>(call: Pick<GitHubCall, 'repository' | 'needs' | 'signal'>, send: (token: string) => Promise<T>): Promise<T>
  /** To read the repository with git; undefined where the App is not installed for it. */
  gitToken(repository: string): Promise<string | undefined>
  forgetAll(): void
}

interface Minted {
  readonly token: string
  /** By our clock; from then on it is not begun with, since a clone may take a while. */
  readonly renewAt: number
}

/** Of a token's life. */
const goodPart = 0.8
/** A new token is not known to all of GitHub at once. */
const spreadMs = 1000

/** Tokens of the App's installations: kept while they are good, renewed before they end, minted one after another. */
export function createAppTokens({ askAsApp, now }: Pick<GitHubClient, 'askAsApp'> & { now(): number }): AppTokens {
  const installations = new Map<string, Promise<number>>()
  const tokens = new Map<string, Promise<Minted>>()
  let line: Promise<unknown> = Promise.resolve()

  const installationOf = (repository: string): Promise<number> =>
    keep(installations, repository.toLowerCase(), async () => {
      const call = { what: `Looking for the App's installation at ${repository}` }
      return (await askAsApp(call, request => request('GET /repos/{owner}/{repo}/installation', splitName(repository))))
        .id
    })

  const mint = async (repository: string, permissions: Permissions): Promise<Minted> => {
    const installation_id = await installationOf(repository)
    const before = now()
    const what = `Asking for a token for ${repository}`
    const lasts = { ms: 0 }
    const { token } = await askAsApp({ what }, async request => {
      const answer = await request('POST /app/installations/{installation_id}/access_tokens', {
        installation_id,
        repositories: [splitName(repository).repo],
        permissions,
      })
      // By GitHub's clock: ours may be off.
      lasts.ms = Date.parse(answer.data.expires_at) - Date.parse(String(answer.headers.date))
      return answer
    })
    return { token, renewAt: before + (Number.isFinite(lasts.ms) ? lasts.ms * goodPart : 0) }
  }

  const inLine = <T>(work: () => Promise<T>): Promise<T> => {
    const next = line.then(work, work)
    line = next.catch(() => undefined)
    return next
  }

  const tokenFor = async (repository: string, needs: Permissions): Promise<Minted> => {
    const key = keyOf(repository, needs)
    const known = tokens.get(key)
    const minted = await known?.catch(() => undefined)
    if (minted !== undefined && minted.renewAt <= now() && tokens.get(key) === known) tokens.delete(key)
    return keep(tokens, key, () => inLine(() => mint(repository, needs)))
  }

  const forget = (repository: string): void => {
    installations.delete(repository.toLowerCase())
    for (const key of tokens.keys()) if (key.startsWith(`${repository.toLowerCase()} `)) tokens.delete(key)
  }

  return {
    async using({ repository, needs, signal }, send) {
      try {
        return await send((await tokenFor(repository, needs)).token)
      } catch (error) {
        const status = statusOf(error)
        if (status === 401 || status === 404) forget(repository)
        if (status !== 401) throw error
        await sleep(spreadMs, undefined, signal === undefined ? {} : { signal })
        return send((await tokenFor(repository, needs)).token)
      }
    },
    async gitToken(repository) {
      try {
        return (await tokenFor(repository, { contents: 'read' })).token
      } catch (error) {
        if (statusOf(error) !== 404) throw error
        forget(repository)
        return undefined
      }
    },
    forgetAll() {
      installations.clear()
      tokens.clear()
    },
  }
}

const keyOf = (repository: string, needs: Permissions): string => `${repository.toLowerCase()} ${JSON.stringify(needs)}`

/** The value under the key, made when it is not there; a failure is not kept. */
function keep<T>(map: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  made.catch(() => {
    if (map.get(key) === made) map.delete(key)
  })
  return made
}
