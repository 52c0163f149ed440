import { closeSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { RedhookError } from '../../core/errors.ts'
import type { Clock } from '../../pipeline/ports/clock.ts'
import type { Store } from '../../pipeline/ports/store.ts'
import { claimNext, countUnfinished, nextAvailableAt } from './claim.ts'
import { type Database, openDatabase } from './database.ts'
import { enqueue } from './enqueue.ts'
import { followRegistry } from './follow-registry.ts'
import { createGroupCommit } from './group-commit.ts'
import { failedSinceGood, goodVersions, lastAttempt, lastGood, lastProject } from './history.ts'
import { getDeployment, latestDeployments, listDeployments } from './list.ts'
import { probe, readInputKey, rememberSynced, wasSyncedTo } from './memory.ts'
import { migrate } from './migrate.ts'
import { migrations } from './migrations/migrations.ts'
import { patchDeployment } from './patch.ts'
import { recordDelivery } from './record.ts'
import { finishDeployment, recoverDeployments, requeueDeployment } from './settle.ts'
import { beginStep, endStep } from './steps.ts'
import { toStoreError } from './store-error.ts'
import { sweep } from './sweep.ts'
import { openWriteAheadLog } from './write-ahead-log.ts'

export interface StoreOptions {
  /** Says when a deployment ended that was overtaken while it went back to the queue. Default: the system's clock. */
  readonly clock?: Pick<Clock, 'now'>
}

/**
 * Opens `redhook.sqlite` in the data folder, which is made if it is missing, and brings it to the newest version. A server
 * holds the data lock while it has the store open.
 * @throws RedhookError STORE_NEWER, STORE_FAILED
 */
export function openStore(dataDir: string, { clock = Date }: StoreOptions = {}): Store {
  const file = join(dataDir, 'redhook.sqlite')
  const db = openFile(dataDir, file)
  const log = openWriteAheadLog(file)
  const commits = createGroupCommit(db, log)
  return {
    record: (delivery, verdict) => commits.submit(() => recordDelivery(db, delivery, verdict)),
    request: (wanted, now) => commits.submit(() => found(getDeployment(db, enqueue(db, wanted, null, now)))),
    claim: now => claimNext(db, now),
    nextAvailableAt: () => nextAvailableAt(db),
    patch: (id, patch) => patchDeployment(db, id, patch),
    beginStep: (id, step, now) => beginStep(db, id, step, now),
    endStep: (id, step, result, durationMs) => endStep(db, id, step, result, durationMs),
    finish: (id, state, now, end) => finishDeployment(db, id, state, now, end),
    requeue: (id, end) => requeueDeployment(db, id, end, clock.now()),
    recover: (now, maxAttempts) => recoverDeployments(db, now, maxAttempts),
    followRegistry: (apps, now) => followRegistry(db, apps, now),
    get: id => getDeployment(db, id),
    list: filter => listDeployments(db, filter),
    latest: () => latestDeployments(db),
    lastGood: key => lastGood(db, key),
    goodVersions: (key, limit) => goodVersions(db, key, limit),
    lastAttempt: (key, before) => lastAttempt(db, key, before),
    failedSinceGood: (key, before) => failedSinceGood(db, key, before),
    lastProject: app => lastProject(db, app),
    wasSyncedTo: (lane, commit) => wasSyncedTo(db, lane, commit),
    rememberSynced: (lane, commit) => rememberSynced(db, lane, commit),
    inputKey: () => readInputKey(db),
    counts: () => countUnfinished(db),
    sweep: keep => sweep(db, keep),
    probe: () => probe(db),
    async [Symbol.asyncDispose]() {
      await commits.drain()
      log[Symbol.dispose]()
      db[Symbol.dispose]()
    },
  }
}

function openFile(dataDir: string, file: string): Database {
  makeFile(dataDir, file)
  const db = openDatabase(file)
  try {
    migrate(db, file, migrations)
    db.exec('PRAGMA foreign_keys = ON')
    return db
  } catch (error) {
    db[Symbol.dispose]()
    throw error
  }
}

/** SQLite gives its WAL files the mode of the file, so it must be right from the start. */
function makeFile(dataDir: string, file: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    closeSync(openSync(file, 'a', 0o600))
  } catch (error) {
    throw toStoreError(error)
  }
}

function found<T>(value: T | undefined): T {
  if (value !== undefined) return value
  throw new RedhookError('A deployment that was just queued is not there', {
    code: 'INTERNAL',
    hint: 'This is a bug in Redhook. Please report it.',
  })
}
