import { join } from 'node:path'
import type { App } from '../../core/app.ts'
import type { PullRequest } from '../../core/delivery/meaning.ts'
import { parseFullName } from '../../core/delivery/repository-name.ts'
import { type Deployment, isFinal } from '../../core/deployment/deployment.ts'
import { toFailure } from '../../core/errors.ts'
import { closed } from '../../core/preview/hear-pull-request.ts'
import { hasPreviews } from '../../core/preview/is-preview.ts'
import type { Preview } from '../../core/preview/preview.ts'
import type { Git } from '../ports/git.ts'
import type { Log } from '../ports/log.ts'
import type { OpenPullRequest, ProviderApi } from '../ports/provider-api.ts'
import type { Keeper } from './keeper.ts'
import { projectsOf, type RemovePorts, removeProject } from './remove-preview.ts'
import type { Roster } from './roster.ts'

export interface ReconcilePorts extends RemovePorts {
  readonly log: Log
  readonly git: Pick<Git, 'remoteTips'>
  readonly providers: Pick<ProviderApi, 'openPullRequests'>
  readonly roster: Pick<Roster, 'current' | 'find'>
  /** Resolves when the branches of the registry in force are known. */
  settled(): Promise<void>
  /** How often, in milliseconds. Default: ten minutes. */
  readonly reconcileMs?: number
}

/** Takes an event of a pull request in for one app. */
export type Hear = (app: App | undefined, event: PullRequest) => Promise<void>

interface ReconcileParts extends ReconcilePorts {
  readonly keeper: Keeper
  readonly hear: Hear
}

export interface Reconciling extends AsyncDisposable {
  /** Looks now. */
  look(): void
}

const usualMs = 600_000

/** Compares what previews there are with what there should be: at the start, then again and again, since events get lost. */
export function startReconciling(ports: ReconcileParts): Reconciling {
  const ending = new AbortController()
  const { signal } = ending
  let awake = new AbortController()
  settleAll(ports)
  const work = (async () => {
    while (!signal.aborted) {
      await reconcile(ports, signal).catch((error: unknown) => {
        if (!signal.aborted) ports.log.error({ err: error }, 'previews could not be reconciled')
      })
      awake = new AbortController()
      await ports.clock
        .sleep(ports.reconcileMs ?? usualMs, AbortSignal.any([signal, awake.signal]))
        .catch(() => undefined)
    }
  })()
  return {
    look: () => awake.abort(),
    async [Symbol.asyncDispose]() {
      ending.abort()
      await work
    },
  }
}

/** What was begun goes on, and what is too old goes, without asking anybody. */
function settleAll({ store, keeper }: ReconcileParts): void {
  for (const app of new Set(store.previews().map(preview => preview.app))) keeper.settle(app)
}

async function reconcile(ports: ReconcileParts, signal: AbortSignal): Promise<void> {
  if (!isUsed(ports)) return
  settleAll(ports)
  await ports.settled()
  for (const app of ports.roster.current().apps.filter(hasPreviews)) {
    if (signal.aborted) return
    await reconcileApp(app, ports, signal).catch((error: unknown) => {
      if (!signal.aborted) {
        ports.log.warn({ app: app.name, problem: toFailure(error).message }, 'open pull requests could not be compared')
      }
    })
  }
  if (signal.aborted) return
  await removeStrays(ports, signal).catch((error: unknown) => {
    if (!signal.aborted)
      ports.log.warn({ problem: toFailure(error).message }, 'leftovers of previews could not be looked for')
  })
}

/** Without any preview, now or ever, nobody is asked anything. */
const isUsed = ({ roster, store }: ReconcileParts): boolean =>
  roster.current().apps.some(hasPreviews) || store.previews({ all: true }).length > 0

/** Pull requests that were closed or opened unheard. Where the forge's API can't be asked, a branch that is gone tells of its end. */
async function reconcileApp(app: App, ports: ReconcileParts, signal: AbortSignal): Promise<void> {
  const { store, keeper } = ports
  const known = store.previews({ app: app.name }).filter(({ closedAt }) => closedAt === undefined)
  const names = app.repository.startsWith('*/') ? known.map(({ repository }) => repository) : [app.repository]
  for (const name of new Set(names)) {
    const own = known.filter(({ repository }) => repository.toLowerCase() === name.toLowerCase())
    const open = await ports.providers.openPullRequests({ provider: app.provider, name }, signal)
    const isOpen = open === undefined ? await isBranchThere(app, own, ports.git, signal) : isListed(open)
    for (const preview of own) {
      const now = store.preview(app.name, preview.number)
      // What came in while the forge was asked knows better.
      if (isOpen(preview) || now?.head !== preview.head || now.closedAt !== undefined) continue
      ports.log.info({ app: app.name, number: preview.number }, 'the pull request of a preview is not open any more')
      keeper.put(closed(now, false, ports.clock.now()))
    }
    for (const found of open ?? []) await ports.hear(app, eventOf(found, name))
  }
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

/** Projects and folders of previews that nobody knows of any more; and live previews that have lost theirs. */
async function removeStrays(ports: ReconcileParts, signal: AbortSignal): Promise<void> {
  const { store, engine, folders, folder, label, log } = ports
  const projects = await engine.projects(label.join('='), signal)
  const known = store.previews()
  const owned = new Set(known.flatMap(({ name }) => projectsOf(name)))
  for (const project of projects) {
    if (owned.has(project)) continue
    log.warn({ project }, 'a preview that nobody knows of is removed')
    await removeProject(project, ports, signal)
  }
  for (const preview of known) {
    if (preview.state !== 'live' || projectsOf(preview.name).some(name => projects.has(name))) continue
    if (isLost(preview, store.list({ app: preview.name, limit: 1 })[0])) await ports.keeper.deploy(preview)
  }
  await removeFolders({ store, folders, folder })
}

/** Nothing of it is there, and its newest deployment does not say why: it was of another head, went well, or was dropped with the app. */
function isLost({ head }: Preview, last: Deployment | undefined): boolean {
  if (last === undefined) return true
  if (!isFinal(last.state)) return false
  if (last.cause.kind === 'pull-request' && last.cause.head !== head) return true
  return (
    last.state === 'succeeded' || last.state === 'skipped' || (last.state === 'cancelled' && last.error === undefined)
  )
}

async function removeFolders({
  store,
  folders,
  folder,
}: Pick<RemovePorts, 'store' | 'folders' | 'folder'>): Promise<void> {
  for (const app of await folders.list(folder)) {
    for (const name of await folders.list(join(folder, app))) {
      const number = /^\.?(\d+)\b/.exec(name)?.[1]
      const state = number === undefined ? undefined : store.preview(app, Number(number))?.state
      if (state === undefined || state === 'gone') await folders.remove(join(folder, app, name))
    }
  }
}
