import { closeSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { RedhookError } from '../../core/errors.ts'
import type { AccessStore } from '../../pipeline/ports/access-store.ts'
import type { CheckStore } from '../../pipeline/ports/check-store.ts'
import type { Clock } from '../../pipeline/ports/clock.ts'
import type { HoldStore } from '../../pipeline/ports/hold-store.ts'
import type { ListingStore } from '../../pipeline/ports/listing-store.ts'
import type { OutboxStore } from '../../pipeline/ports/outbox-store.ts'
import type { PreviewStore } from '../../pipeline/ports/preview-store.ts'
import type { Store } from '../../pipeline/ports/store.ts'
import type { TipStore } from '../../pipeline/ports/tip-store.ts'
import { findAnswer, keepAnswer } from './answers.ts'
import { addAudit, listAudit } from './audit.ts'
import {
  claimCheck,
  finishCheck,
  getCheck,
  listChecks,
  putBackCheck,
  queueCheck,
  recoverChecks,
  requeueCheck,
  sweepChecks,
} from './checks.ts'
import { claimNext, countUnfinished, nextAvailableAt } from './claim.ts'
import { type Database, openDatabase } from './database.ts'
import { getDelivery, listDeliveries, pendingDeliveries, settleDelivery } from './deliveries.ts'
import { createEndedDeployments } from './ended.ts'
import { enqueue } from './enqueue.ts'
import { createEventBell } from './event-bell.ts'
import { eventsAfter, firstEvent, lastEvent } from './events.ts'
import { followRegistry } from './follow-registry.ts'
import { createGroupCommit } from './group-commit.ts'
import { failedSinceGood, goodVersions, lastAttempt, lastGood, lastProject } from './history.ts'
import { endDetour, listDetours, listLocks, pastDetours, setDetour, setLock, takeEndedLocks, unlock } from './holds.ts'
import { getDeployment, latestDeployments, listDeployments } from './list.ts'
import { probe, readKey, rememberSynced, wasSyncedTo } from './memory.ts'
import { migrate } from './migrate.ts'
import { migrations } from './migrations/migrations.ts'
import { numbersSince, stepsEndedSince } from './numbers.ts'
import {
  addToOutbox,
  countOutbox,
  dueOutbox,
  followedUntil,
  forgetReported,
  listOutbox,
  nextOutboxAt,
  settleOutbox,
} from './outbox.ts'
import { patchDeployment } from './patch.ts'
import { getPreview, listPreviews, putPreview } from './previews.ts'
import { recordDelivery } from './record.ts'
import { rememberRemoteId, remoteId } from './remote-ids.ts'
import { openRepositories } from './repositories.ts'
import { addSession, endSession, findSession } from './sessions.ts'
import { finishDeployment, recoverDeployments, requeueDeployment } from './settle.ts'
import { databaseSize, rowCounts } from './size.ts'
import { beginStep, endStep } from './steps.ts'
import { toStoreError } from './store-error.ts'
import { sweep } from './sweep.ts'
import { hasTips, isTipDecided, rememberedTip, rememberTip } from './tips.ts'
import { addToken, findToken, listTokens, revokeToken, touchToken } from './tokens.ts'
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
  const ended = createEndedDeployments(db)
  const bell = createEventBell(() => lastEvent(db))
  const commits = createGroupCommit(db, log, bell.ring)
  const change = <T>(work: () => T): T => {
    const result = work()
    bell.ring()
    return result
  }
  return {
    record: (delivery, verdict) => commits.submit(() => recordDelivery(db, delivery, verdict)),
    request: (wanted, now) => commits.submit(() => found(getDeployment(db, enqueue(db, wanted, null, now)))),
    claim: now => change(() => claimNext(db, now)),
    nextAvailableAt: () => nextAvailableAt(db),
    patch: (id, patch) => patchDeployment(db, id, patch),
    beginStep: (id, step, now) => change(() => beginStep(db, id, step, now)),
    endStep(id, step, result, durationMs) {
      change(() => endStep(db, id, step, result, durationMs))
      ended.forget(id)
    },
    finish: (id, state, now, end) => change(() => finishDeployment(db, id, state, now, end)),
    requeue: (id, end) => change(() => requeueDeployment(db, id, end, clock.now())),
    recover: (now, maxAttempts) => change(() => recoverDeployments(db, now, maxAttempts)),
    followRegistry: (apps, now) => change(() => followRegistry(db, apps, now)),
    get: id => getDeployment(db, id),
    list: filter => listDeployments(db, filter),
    latest: () => latestDeployments(db, ended),
    lastGood: key => lastGood(db, key),
    goodVersions: (key, limit) => goodVersions(db, key, limit),
    lastAttempt: (key, before) => lastAttempt(db, key, before),
    failedSinceGood: (key, before) => failedSinceGood(db, key, before),
    lastProject: app => lastProject(db, app, ended),
    wasSyncedTo: (lane, commit) => wasSyncedTo(db, lane, commit),
    rememberSynced: (lane, commit) => rememberSynced(db, lane, commit),
    inputKey: () => readKey(db, 'input_key'),
    counts: () => countUnfinished(db),
    sweep: keep => sweep(db, keep, clock.now()),
    probe: () => probe(db),
    ...openAccess(db),
    ...openHolds(db, change),
    ...openOutbox(db),
    remoteId: key => remoteId(db, key),
    rememberRemoteId: (key, id) => rememberRemoteId(db, { key, id, at: clock.now() }),
    ...openChecks(db),
    ...openListings(db),
    ...openPreviews(db),
    ...openTips(db),
    ...openRepositories(db),
    findAnswer: (key, now) => findAnswer(db, key, now),
    keepAnswer: (key, answer, now) => keepAnswer(db, key, answer, now),
    eventsAfter: (seq, filter) => eventsAfter(db, seq, filter),
    lastEvent: () => lastEvent(db),
    firstEvent: () => firstEvent(db),
    onEvents: bell.listen,
    async [Symbol.asyncDispose]() {
      await commits.drain()
      bell[Symbol.dispose]()
      log[Symbol.dispose]()
      db[Symbol.dispose]()
    },
  }
}

const openAccess = (db: Database): AccessStore => ({
  addToken: token => addToken(db, token),
  listTokens: now => listTokens(db, now),
  findToken: (hash, now) => findToken(db, hash, now),
  touchToken: (id, now) => touchToken(db, id, now),
  revokeToken: (name, now) => revokeToken(db, name, now),
  addSession: session => addSession(db, session),
  findSession: (hash, now) => findSession(db, hash, now),
  endSession: hash => endSession(db, hash),
  sessionKey: () => readKey(db, 'session_key'),
  addAudit: entry => addAudit(db, entry),
  listAudit: filter => listAudit(db, filter),
})

const openHolds = (db: Database, change: <T>(work: () => T) => T): HoldStore => ({
  lock: lock => change(() => setLock(db, lock)),
  unlock: app => change(() => unlock(db, app)),
  locks: now => listLocks(db, now),
  takeEndedLocks: now => change(() => takeEndedLocks(db, now)),
  setDetour: detour => change(() => setDetour(db, detour)),
  endDetour: app => change(() => endDetour(db, app)),
  detours: () => listDetours(db),
  pastDetours: app => pastDetours(db, app),
})

const openOutbox = (db: Database): OutboxStore => ({
  addToOutbox: (items, position, follower) => addToOutbox(db, items, position, follower),
  toldUntil: () => followedUntil(db, 'told'),
  reportedUntil: () => followedUntil(db, 'reported'),
  forgetReported: () => forgetReported(db),
  dueOutbox: (now, limit) => dueOutbox(db, now, limit),
  nextOutboxAt: () => nextOutboxAt(db),
  settleOutbox: (id, end) => settleOutbox(db, id, end),
  listOutbox: filter => listOutbox(db, filter),
  outboxCounts: () => countOutbox(db),
})

const openChecks = (db: Database): CheckStore => ({
  queueCheck: check => queueCheck(db, check),
  claimCheck: now => claimCheck(db, now),
  finishCheck: (id, end) => finishCheck(db, id, end),
  retryCheck: id => requeueCheck(db, id),
  putBackCheck: id => putBackCheck(db, id),
  recoverChecks: now => recoverChecks(db, now),
  check: id => getCheck(db, id),
  checks: filter => listChecks(db, filter),
  sweepChecks: olderThan => sweepChecks(db, olderThan),
})

const openListings = (db: Database): ListingStore => ({
  getDelivery: seq => getDelivery(db, seq),
  pendingDeliveries: limit => pendingDeliveries(db, limit),
  settleDelivery: seq => settleDelivery(db, seq),
  listDeliveries: filter => listDeliveries(db, filter),
  numbersSince: (since, app) => numbersSince(db, since, app),
  stepsEndedSince: since => stepsEndedSince(db, since),
  databaseSize: () => databaseSize(db),
  rowCounts: () => rowCounts(db),
})

const openTips = (db: Database): TipStore => ({
  isTipDecided: tip => isTipDecided(db, tip),
  rememberTip: tip => rememberTip(db, tip),
  rememberedTip: (app, branch) => rememberedTip(db, app, branch),
  hasTips: (app, branch) => hasTips(db, app, branch),
})

const openPreviews = (db: Database): PreviewStore => ({
  putPreview: preview => putPreview(db, preview),
  preview: (app, number) => getPreview(db, app, number),
  previews: filter => listPreviews(db, filter),
})

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
