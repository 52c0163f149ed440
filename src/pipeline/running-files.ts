import type { Deployment } from '../core/deployment/deployment.ts'
import type { RunningFacts } from '../core/deployment/running-commit.ts'
import type { Store } from './ports/store.ts'

/** So many skips are looked back: only the newest can count. */
const mostSkips = 20

/** What the store knows of an app that tells which commit's files run; `last` is its last good deployment. */
export const runningFacts = (
  app: string,
  store: Pick<Store, 'list' | 'lastProject'>,
  last: Deployment | undefined = store.lastProject(app),
): RunningFacts => ({ last, skipped: store.list({ app, states: ['skipped'], limit: mostSkips }) })
