import type { DatabaseSync } from 'node:sqlite'
import { isFinal, type State } from '../../src/core/deployment/deployment.ts'
import { inBatches } from './in-batches.ts'
import { appOf, deploysEach } from './large-deliveries.ts'
import {
  createRandom,
  hex,
  pick,
  type Random,
  sampleAbout,
  sampleFailure,
  sampleInputs,
  samplePlan,
  sampleSteps,
  sampleVersion,
} from './large-samples.ts'
import { type LargeSize, spanMs } from './large-store.ts'

const deploymentSql = `
  INSERT INTO deployments (id, delivery, app, repository, branch, lane, state, cause, wishes, place, created_at, available_at, started_at,
    finished_at, attempts, reached, base, "commit", color, project, reason, error, superseded_by, urgency, began, subject, author)
  VALUES (:id, :delivery, :app, :repository, 'main', :lane, :state, :cause, '{}', :id, :at, :at, :started, :finished, :attempts, :reached,
    :base, :commit, :color, :project, :reason, :error, :newer, 0, :began, :subject, :author)`

const detailsSql = 'INSERT INTO details VALUES (:id, :plan, :inputs, :previous, :version, :outcome, :about)'
const stepSql = 'INSERT INTO steps VALUES (?, ?, ?, ?, ?, ?)'

/** One that waits and one that runs for each of a few apps at the end, the three oldest cancelled; in between what is common. */
function stateOf(number: number, count: number, random: Random): State {
  if (number <= 3) return 'cancelled'
  if (number > count - 10) return 'queued'
  if (number > count - 20) return 'running'
  const share = random()
  if (share < 0.7) return 'succeeded'
  if (share < 0.78) return 'failed'
  if (share < 0.82) return 'rolled_back'
  return share < 0.88 ? 'skipped' : 'superseded'
}

/** A few hundred of each, made once: making them anew for each row would take minutes. */
function createSamples(random: Random) {
  const some = <T>(make: () => T): T[] => Array.from({ length: 300 }, make)
  const json = (make: (from: Random) => unknown) => some(() => JSON.stringify(make(random)))
  return {
    plans: json(samplePlan),
    inputs: json(sampleInputs),
    versions: json(sampleVersion),
    abouts: some(() => sampleAbout(random)),
    failures: json(sampleFailure),
    hashes: some(() => hex(random, 40)),
    good: some(() => sampleSteps(random, true)),
    bad: some(() => sampleSteps(random, false)),
  }
}

/** Writes the deployments with their steps, plans and evidence, oldest first. */
export function fillDeployments(db: DatabaseSync, { deployments: count, apps, now }: LargeSize): void {
  const random = createRandom(11)
  const samples = createSamples(random)
  const insert = db.prepare(deploymentSql)
  const insertDetails = db.prepare(detailsSql)
  const insertStep = db.prepare(stepSql)
  inBatches(db, 'deployments', count, id => {
    const state = stateOf(id, count, random)
    // Those that wait and run are of different apps.
    const app = isFinal(state) ? appOf(random, apps, id) : (count - id) % 10
    const at = Math.round(now - spanMs + (spanMs * id) / count)
    const delivery = id <= 3 ? id : id * deploysEach
    const about = pick(random, samples.abouts)
    const ran = !['queued', 'superseded', 'cancelled'].includes(state)
    const steps = state === 'succeeded' ? pick(random, samples.good) : pick(random, samples.bad)
    const last = steps.at(-1)
    const ended = at + 500 + (last ? last.startedAt + Math.round(last.durationMs ?? 0) : 0)
    const commit = pick(random, samples.hashes)
    insert.run({
      id,
      delivery,
      app: `app-${app}`,
      repository: `acme/app-${app}`,
      lane: `/srv/app-${app}`,
      state,
      cause: JSON.stringify({ kind: 'push', delivery: String(delivery), after: commit, pusher: 'octocat' }),
      at,
      started: ran ? at + 500 : null,
      finished: isFinal(state) ? (ran ? ended : at + 400) : null,
      attempts: ran ? 1 : 0,
      reached: ran ? (last?.name ?? null) : null,
      base: ran ? pick(random, samples.hashes) : null,
      commit: ran ? commit : null,
      color: ran ? 'red' : null,
      project: ran ? `redapp-${app}` : null,
      reason: isFinal(state) ? 'web is new, 4 services are as they were; all of them are healthy' : null,
      error: state === 'failed' || state === 'rolled_back' ? pick(random, samples.failures) : null,
      newer: state === 'superseded' ? id + 1 : null,
      began: ran ? id : null,
      subject: ran ? about.subject : null,
      author: ran ? about.author : null,
    })
    if (!ran) return
    insertDetails.run({
      id,
      plan: pick(random, samples.plans),
      inputs: pick(random, samples.inputs),
      previous: pick(random, samples.versions),
      version: state === 'succeeded' ? pick(random, samples.versions) : null,
      outcome: '[{"service":"web","built":"new","container":"recreated"},{"service":"db","container":"kept"}]',
      about: JSON.stringify(about),
    })
    for (const [index, { name, startedAt, durationMs, result }] of steps.entries()) {
      insertStep.run(id, index + 1, name, at + 500 + startedAt, durationMs ?? null, result)
    }
  })
}
