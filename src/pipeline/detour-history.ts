import type { Store } from './ports/store.ts'

/** The branches that detours of an app have led to: Redhook itself checked them out. */
export const detourBranches = (app: string, store: Pick<Store, 'pastDetours'>): ReadonlySet<string> =>
  new Set(store.pastDetours(app).map(({ branch }) => branch))

/**
 * The branch that an app without a configured one follows, where `current` is checked out: a detour may have left its own there, or have
 * it there now.
 */
export function usualBranch(
  app: string,
  current: string | undefined,
  store: Pick<Store, 'pastDetours' | 'detours'>,
): string | undefined {
  const [last] = store.pastDetours(app)
  if (last !== undefined && last.branch === current) return last.usual
  return store.detours().get(app)?.branch === current ? undefined : current
}
