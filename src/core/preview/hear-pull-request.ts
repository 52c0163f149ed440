import { concernsLabel } from '../delivery/concerns-label.ts'
import type { PullRequest } from '../delivery/meaning.ts'
import { formatName } from '../delivery/repository-name.ts'
import type { Preview } from './preview.ts'
import { previewName } from './preview-name.ts'

/** What is known beside the event. */
export interface Hearing {
  readonly app: string
  /** As it is known so far; gone ones, too. */
  readonly known: Preview | undefined
  /** The branches whose pull requests have previews, see `previewBases`. */
  readonly bases: ReadonlySet<string>
  readonly forkLabel: string | undefined
  /** Whether who put the label on may write to the repository; only asked where it matters. */
  readonly mayWrite: boolean
  /** UTC, epoch milliseconds. */
  readonly now: number
}

/** What an event makes of a preview; undefined: it changes nothing. Placing comes after it, see `placePreviews`. */
export function hearPullRequest(event: PullRequest, hearing: Hearing): Preview | undefined {
  const { known, bases } = hearing
  const isOpen = known !== undefined && known.state !== 'gone' && known.closedAt === undefined
  switch (event.action) {
    case 'closed':
      return isOpen ? closed(known, event.isMerged, hearing.now) : undefined
    case 'opened':
    case 'reopened':
    case 'updated':
      return isOpen || bases.has(event.base) ? opened(event, hearing) : undefined
    case 'labeled':
    case 'unlabeled':
      return isOpen || (event.action === 'labeled' && bases.has(event.base)) ? labelled(event, hearing) : undefined
    case 'other':
      return isOpen ? describe(event, known) : undefined
    default:
      return event.action satisfies never
  }
}

/** The pull request is closed: the preview goes. */
export const closed = (known: Preview, isMerged: boolean, now: number): Preview => ({
  ...known,
  state: 'removing',
  reason: isMerged ? 'The pull request was merged.' : 'The pull request was closed.',
  closedAt: now,
})

function opened(event: PullRequest, { app, known, now }: Hearing): Preview {
  const isBack = known === undefined || known.state === 'gone' || known.closedAt !== undefined
  const hasMoved = known?.head !== event.head.commit
  const isNews = isBack || hasMoved || event.action === 'reopened'
  const { removedBy, closedAt, reason, ...rest } = known ?? emptyPreview(app, event)
  const next: Preview = {
    ...rest,
    ...factsOf(event),
    ...(isNews || removedBy === undefined ? {} : { removedBy }),
    ...(isNews || reason === undefined ? {} : { reason }),
    // What is being removed is so first, and then comes back.
    state: known?.state === 'removing' ? 'removing' : isBack ? 'waiting' : rest.state,
    openedAt: isBack ? now : rest.openedAt,
    updatedAt: isNews ? now : rest.updatedAt,
  }
  return next
}

/** The label counts for the head that it was put on, and only if that is the head we know: else it may have moved under the label. */
function labelled(event: PullRequest, hearing: Hearing): Preview | undefined {
  const { forkLabel, known, mayWrite } = hearing
  if (!event.isFork || forkLabel === undefined || !concernsLabel(event, forkLabel)) return undefined
  const { approved, ...current } = known ?? opened(event, hearing)
  if (event.action === 'unlabeled' || !mayWrite) return approved === undefined ? (known ?? current) : current
  return current.head === event.head.commit ? { ...current, approved: event.head.commit } : undefined
}

const describe = ({ title, base }: PullRequest, known: Preview): Preview | undefined =>
  known.title === title && known.base === base ? undefined : { ...known, title, base }

const emptyPreview = (app: string, { number }: PullRequest): Preview => ({
  ...{ app, number, name: previewName(app, number), repository: '', title: '', base: '', headBranch: '', head: '' },
  ...{ isFork: false, state: 'waiting', ports: {}, openedAt: 0, updatedAt: 0 },
})

const factsOf = ({ repository, title, author, url, base, head, isFork }: PullRequest) => ({
  repository: formatName(repository),
  title,
  ...(author === undefined ? {} : { author }),
  ...(url === undefined ? {} : { url }),
  base,
  headBranch: head.branch,
  head: head.commit,
  isFork,
})

/**
 * The branches whose pull requests have previews: the app's own, and the heads of those pull requests in turn, so that stacked ones have
 * theirs. Forks are nobody's base.
 */
export function previewBases(branch: string | undefined, previews: readonly Preview[]): Set<string> {
  const bases = new Set(branch === undefined ? [] : [branch])
  const open = previews.filter(({ state, isFork, closedAt }) => state !== 'gone' && !isFork && closedAt === undefined)
  for (let before = -1; before !== bases.size; ) {
    before = bases.size
    for (const { base, headBranch } of open) if (bases.has(base)) bases.add(headBranch)
  }
  return bases
}
