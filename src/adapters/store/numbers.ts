import type { StepName } from '../../core/deployment/deployment.ts'
import type { DeploymentNumbers, ListingStore } from '../../pipeline/ports/listing-store.ts'
import type { Database } from './database.ts'
import { known } from './row.ts'

/** What a push leads to is created at the time of its delivery. All that is asked for lies in the index. */
export const numbersSql = (app?: string): string => `
  SELECT deployment AS id, app, state, created_at AS createdAt, finished_at AS finishedAt,
    CASE WHEN is_push AND state = 'succeeded' THEN finished_at - created_at END AS pushToLiveMs
  FROM settled INDEXED BY ${app === undefined ? 'settled_by_time' : 'settled_by_app_and_time'}
  WHERE state IN ('succeeded', 'failed', 'rolled_back') AND finished_at >= :since${app === undefined ? '' : ' AND app = :app'}
  ORDER BY finished_at`

/** What deployments came to that ended since then, oldest first. */
export const numbersSince = (db: Database, since: number, app?: string): DeploymentNumbers[] =>
  db.all<NumbersRow>(numbersSql(app), { since, ...known({ app }) }).map(toNumbers)

type NumbersRow = Omit<DeploymentNumbers, 'pushToLiveMs'> & { readonly pushToLiveMs: number | null }

const toNumbers = ({ pushToLiveMs, ...row }: NumbersRow): DeploymentNumbers =>
  pushToLiveMs === null ? row : { ...row, pushToLiveMs }

type EndedStep = ReturnType<ListingStore['stepsEndedSince']>[number]

/** How long one took that a crash cut off is not known: it is left out. */
const endedStepsSql = `
  SELECT what AS step, result, duration_ms AS durationMs FROM events
  WHERE seq > :since AND kind = 'step' AND result <> 'running' AND duration_ms IS NOT NULL ORDER BY seq`

/** Steps that ended after that event. */
export const stepsEndedSince = (db: Database, since: number): EndedStep[] =>
  db.all<{ step: StepName; result: string; durationMs: number }>(endedStepsSql, { since })
