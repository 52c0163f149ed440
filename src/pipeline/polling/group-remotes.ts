import { setImmediate as turn } from 'node:timers/promises'
import type { App } from '../../core/app.ts'
import { parseRemoteName } from '../../core/init/remote-name.ts'
import { isWatched, watchEveryMs } from '../../core/polling/is-watched.ts'
import type { Git } from '../ports/git.ts'

/** Apps whose tips one question tells: they have the same remote, and the same key for it. */
export interface RemoteGroup {
  readonly key: string
  /** Absent where it can't be told yet. */
  readonly url?: string
  readonly apps: readonly App[]
  /** How often the remote is asked, in milliseconds. */
  readonly everyMs: number
}

/** The apps whose tips are looked at, by remote. Asks no remote. */
export async function groupRemotes(apps: readonly App[], git: Pick<Git, 'remoteUrl'>): Promise<RemoteGroup[]> {
  const groups = new Map<string, { readonly url?: string; readonly apps: App[] }>()
  for (const app of apps.filter(isWatched)) {
    const url = await git.remoteUrl(app).catch(() => undefined)
    const key = keyOf(app, url)
    const group = groups.get(key) ?? { ...(url === undefined ? {} : { url }), apps: [] }
    group.apps.push(app)
    groups.set(key, group)
    // The files that name a remote are read at once: nobody else shall wait for all of them.
    await turn()
  }
  return Array.from(groups, ([key, group]) => ({ key, ...group, everyMs: Math.min(...group.apps.map(watchEveryMs)) }))
}

const keyOf = ({ name, provider, deployKey = '', knownHosts = '' }: App, url: string | undefined): string =>
  url === undefined ? `app ${name}` : JSON.stringify([url, provider, deployKey, knownHosts])

/** The repository as deliveries name it. */
export const fullNameOf = ({ repository }: Pick<App, 'repository'>, url: string | undefined): string =>
  repository.startsWith('*/') && url !== undefined ? parseRemoteName(url) : repository
