import type { AppView } from '../../pipeline/house.ts'

/** Groups of apps that people look for, in their order. */
export const appGroups = [
  { id: 'busy', title: 'Busy' },
  { id: 'failing', title: 'Failing' },
  { id: 'live', title: 'Live' },
  { id: 'held', title: 'Locked or on a detour' },
  { id: 'never', title: 'Never deployed' },
] as const
export type AppGroup = (typeof appGroups)[number]['id']

export interface AppFilter {
  readonly group?: AppGroup | undefined
  readonly search?: string | undefined
}

/** A group by its name in a query; anything else is no filter. */
export const parseGroup = (word: string | undefined): AppGroup | undefined =>
  appGroups.find(({ id }) => id === word)?.id

/** How many apps are in each group; one may be in several. */
export function countGroups(apps: readonly AppView[]): Map<AppGroup, number> {
  return new Map(appGroups.map(({ id }) => [id, apps.filter(app => isIn(app, id)).length]))
}

/** Those of the group that hold every word of the search. */
export function filterApps(apps: readonly AppView[], { group, search = '' }: AppFilter): AppView[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  return apps.filter(app => (group === undefined || isIn(app, group)) && holds(app, words))
}

function isIn({ last, live, lock, detour }: AppView, group: AppGroup): boolean {
  switch (group) {
    case 'busy':
      return last?.state === 'queued' || last?.state === 'running'
    case 'failing':
      return last?.state === 'failed' || last?.state === 'rolled_back'
    case 'live':
      return live !== undefined
    case 'held':
      return lock !== undefined || detour !== undefined
    case 'never':
      return last === undefined && live === undefined
    default:
      return group satisfies never
  }
}

function holds({ app, repository, branch, color, live, last, detour }: AppView, words: readonly string[]): boolean {
  const fields = [
    app,
    repository,
    branch,
    color,
    detour?.branch,
    live?.commit,
    live?.subject,
    live?.author,
    last?.state,
  ]
  const text = fields.filter(Boolean).join('\n').toLowerCase()
  return words.every(word => text.includes(word))
}
