import type { App } from '../../core/app.ts'
import type { PullRequest } from '../../core/delivery/meaning.ts'
import { parseFullName } from '../../core/delivery/repository-name.ts'
import { closed } from '../../core/preview/hear-pull-request.ts'
import type { Preview } from '../../core/preview/preview.ts'
import type { Clock } from '../ports/clock.ts'
import type { Git } from '../ports/git.ts'
import type { Log } from '../ports/log.ts'
import type { OpenPullRequest, ProviderApi } from '../ports/provider-api.ts'
import type { Store } from '../ports/store.ts'
import type { Keeper } from './keeper.ts'

/** Takes an event of a pull request in for one app. */
export type Hear = (app: App | undefined, event: PullRequest) => Promise<void>

export interface ComparePorts {
  readonly store: Pick<Store, 'previews' | 'preview'>
  readonly clock: Pick<Clock, 'now'>
  readonly log: Log
  readonly git: Pick<Git, 'remoteTips'>
  readonly providers: Pick<ProviderApi, 'openPullRequests'>
  readonly keeper: Pick<Keeper, 'put'>
  readonly hear: Hear
}

/**
 * Takes in pull requests of an app that were closed or opened unheard. Where the forge's API can't be asked, a branch that is gone tells of its end.
 * @throws RedhookError when neither the forge nor the remote answers
 */
export async function compareOpen(app: App, ports: ComparePorts, signal: AbortSignal): Promise<void> {
  const { store, keeper } = ports
  const known = store.previews({ app: app.name }).filter(({ closedAt }) => closedAt === undefined)
  const names = app.repository.startsWith('*/') ? known.map(({ repository }) => repository) : [app.repository]
  for (const name of new Set(names)) {
    const own = known.filter(({ repository }) => repository.toLowerCase() === name.toLowerCase())
    const open = await askForge({ app, name, own }, ports, signal)
    const isOpen = open === undefined ? await isBranchThere(app, own, ports.git, signal) : isListed(open)
    for (const preview of own) {
      const now = store.preview(app.name, preview.number)
      // What came in while the forge was asked knows better.
      if (isOpen(preview) || now?.head !== preview.head || now.closedAt !== undefined) continue
      ports.log.info({ app: app.name, number: preview.number }, 'the pull request of a preview is not open any more')
      keeper.put(closed(now, false, ports.clock.now()))
    }
    for (const found of open ?? []) if (found.head !== '') await ports.hear(app, eventOf(found, name))
  }
}

/** One that closes while a long list is read page by page can push another past what was read: what is missing is asked for twice. */
async function askForge(
  { app, name, own }: { readonly app: App; readonly name: string; readonly own: readonly Preview[] },
  { providers }: Pick<ComparePorts, 'providers'>,
  signal: AbortSignal,
): Promise<readonly OpenPullRequest[] | undefined> {
  const repository = { provider: app.provider, name }
  const first = await providers.openPullRequests(repository, signal)
  if (first === undefined || own.every(isListed(first))) return first
  const second = await providers.openPullRequests(repository, signal)
  return second && [...first.filter(({ number }) => second.every(other => other.number !== number)), ...second]
}

const isListed = (open: readonly OpenPullRequest[]) => {
  const numbers = new Set(open.map(({ number }) => number))
  return ({ number }: Preview): boolean => numbers.has(number)
}

async function isBranchThere(
  app: App,
  previews: readonly Preview[],
  git: Pick<Git, 'remoteTips'>,
  signal: AbortSignal,
) {
  const own = previews.filter(({ isFork }) => !isFork)
  if (own.length === 0) return () => true
  const branches = [...new Set(own.map(({ headBranch }) => headBranch))]
  const tips = await git.remoteTips(app, branches, { signal })
  return ({ isFork, headBranch }: Preview): boolean => isFork || tips.has(headBranch)
}

/** As if the forge had told of it: what is known already changes nothing. */
function eventOf(found: OpenPullRequest, repository: string): PullRequest {
  const { number, title, author, url, base, headBranch, head, isFork } = found
  return {
    kind: 'pull-request',
    action: 'updated',
    repository: parseFullName(repository) ?? { name: repository },
    number,
    title,
    ...(author === undefined ? {} : { author }),
    ...(url === undefined ? {} : { url }),
    isMerged: false,
    isDraft: false,
    base,
    head: { branch: headBranch, commit: head },
    isFork,
  }
}
