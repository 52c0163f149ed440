import { setImmediate as turn } from 'node:timers/promises'
import { Counter, Histogram, type Registry } from 'prom-client'
import { isFinal, type State, states } from '../../core/deployment/deployment.ts'
import type { StateEvent } from '../../pipeline/ports/event-store.ts'
import type { Store } from '../../pipeline/ports/store.ts'

type CountedStore = Pick<Store, 'eventsAfter' | 'lastEvent' | 'stepsEndedSince' | 'numbersSince'>

/** Events that are looked at in one turn of the loop. */
const eventsAtOnce = 500
/** A deployment may have ended a little before its event says. */
const slackMs = 60_000

const stepSeconds = [0.1, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600, 1_800]
const liveSeconds = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1_800, 3_600]

/** Counts what came of deployments since now, from the events, after the fact: whatever happens pays nothing for it. */
export function countDeployments(store: CountedStore, registers: Registry[]): { catchUp(): Promise<void> } {
  const meters = createMeters(registers)
  let seq = store.lastEvent()
  let stepsSeen = seq
  let running: Promise<void> | undefined
  const countSteps = () => {
    const steps = store.stepsEndedSince(stepsSeen)
    stepsSeen = store.lastEvent()
    for (const { step, result, durationMs } of steps) meters.steps.observe({ step, result }, durationMs / 1_000)
  }
  const countEnds = async () => {
    for (;;) {
      const events = store.eventsAfter(seq, { limit: eventsAtOnce })
      seq = events.at(-1)?.seq ?? seq
      for (const event of events) countEnd(event, meters)
      for (const seconds of secondsToLive(events, store)) meters.toLive.observe(seconds)
      if (events.length < eventsAtOnce) return
      await turn()
    }
  }
  return {
    async catchUp() {
      countSteps()
      running ??= countEnds().finally(() => {
        running = undefined
      })
      await running
    },
  }
}

function countEnd({ what }: StateEvent, { ends }: Pick<Meters, 'ends'>): void {
  if (what.kind === 'state' && isFinal(what.state)) ends.inc({ result: what.state })
}

/** Of the pushes among these that became live. */
function secondsToLive(events: readonly StateEvent[], store: CountedStore): number[] {
  const live = events.filter(({ what }) => what.kind === 'state' && what.state === 'succeeded')
  if (live.length === 0) return []
  const ids = new Set(live.map(({ deployment }) => deployment))
  const since = Math.min(...live.map(({ at }) => at)) - slackMs
  return store
    .numbersSince(since)
    .flatMap(({ id, pushToLiveMs }) => (ids.has(id) && pushToLiveMs !== undefined ? [pushToLiveMs / 1_000] : []))
}

type Meters = ReturnType<typeof createMeters>

function createMeters(registers: Registry[]) {
  const ends = new Counter({
    name: 'redhook_deployments_total',
    help: 'Deployments that ended, by result.',
    labelNames: ['result'],
    registers,
  })
  for (const result of states.filter((state: State) => isFinal(state))) ends.inc({ result }, 0)
  return {
    ends,
    steps: new Histogram({
      name: 'redhook_step_duration_seconds',
      help: 'How long steps of deployments took.',
      labelNames: ['step', 'result'],
      buckets: stepSeconds,
      registers,
    }),
    toLive: new Histogram({
      name: 'redhook_push_to_live_seconds',
      help: 'From the delivery of a push to its deployment having succeeded.',
      buckets: liveSeconds,
      registers,
    }),
  }
}
