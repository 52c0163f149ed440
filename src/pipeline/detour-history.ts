import type { DetourCause } from '../core/deployment/deployment.ts'
import type { Store } from './ports/store.ts'

/** As many deployments are looked back as are kept of an app by default. */
const lookBack = 200

/** The branches that detours of an app have led to: Redhook itself checked them out. */
export const detourBranches = (app: string, store: Pick<Store, 'list'>): ReadonlySet<string> =>
  new Set(detoursOf(app, store).map(({ branch }) => branch))

/**
 * The branch that an app without a configured one follows, where `current` is checked out: a detour may have left its own there, or have
 * it there now.
 */
export function usualBranch(
  app: string,
  current: string | undefined,
  store: Pick<Store, 'list' | 'detours'>,
): string | undefined {
  const [last] = detoursOf(app, store)
  if (last !== undefined && last.branch === current) return last.usual
  return store.detours().get(app)?.branch === current ? undefined : current
}

/** Newest first. */
const detoursOf = (app: string, store: Pick<Store, 'list'>): DetourCause[] =>
  store
    .list({ app, limit: lookBack })
    .flatMap(({ cause }) => (cause.kind === 'request' && cause.detour !== undefined ? [cause.detour] : []))
