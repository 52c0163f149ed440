import type { ContainerState, Sample } from './container-state.ts'

/** The gate for one container: where it stands, and why as a phrase. */
export interface ContainerVerdict {
  readonly state: 'healthy' | 'waiting' | 'unhealthy'
  readonly why: string
}

const stableSamples = 3
const stableMs = 3_000
/** So many restarts are a crash loop, once patience is over as well. */
const crashLoop = 5
/** So many are one, when nothing is left to wait for. */
const chances = 2

const healthy: ContainerVerdict = { state: 'healthy', why: '' }
const waiting = (why: string): ContainerVerdict => ({ state: 'waiting', why })
const unhealthy = (why: string): ContainerVerdict => ({ state: 'unhealthy', why })

/** How long a container may crash again and again, or stay unhealthy, before the gate gives it up. In milliseconds after `up`. */
export interface Patience {
  readonly ms: number
  /** Since when nothing is left that it could wait for; absent while there is. */
  readonly calmSinceMs?: number
}

/**
 * Judges a container of the last sample by all samples. As long as there is patience it may still heal, as one does that crashes
 * until its database answers.
 */
export function judgeContainer(
  container: ContainerState,
  samples: readonly Sample[],
  patience: Patience,
): ContainerVerdict {
  const history = historyOf(container, samples)
  switch (container.status) {
    case 'running':
      return isLooping(history, patience)
        ? unhealthy(restarted(history))
        : judgeRunning(container, history, samples, patience.ms)
    case 'restarting':
      return isLooping(history, patience) ? unhealthy(restarted(history)) : waiting(restarted(history))
    case 'exited':
    case 'dead':
      return judgeExited(container, history, samples)
    case 'created':
      return waiting(container.error ? `was not started: ${container.error}` : 'was not started')
    case 'paused':
    case 'removing':
      return waiting(`is ${container.status}`)
    default:
      return container.status satisfies never
  }
}

/** A container at one moment of the gate. */
interface Moment extends ContainerState {
  readonly afterMs: number
  readonly at: number
}

const historyOf = ({ id }: ContainerState, samples: readonly Sample[]): Moment[] =>
  samples.flatMap(({ afterMs, at, containers }) =>
    containers.filter(container => container.id === id).map(container => ({ ...container, afterMs, at })),
  )

/** The exit code is that of the last run: while it runs again, the engine shows none. */
function restarted(history: readonly Moment[]): string {
  const ended = history.findLast(({ status }) => status !== 'running')
  const times = `keeps crashing: restarted ${history.at(-1)?.restartCount} times`
  return ended === undefined ? times : `${times}, last exit code ${ended.exitCode}`
}

/** Restarts before the first sample count too: `up` made the container, or else it is judged by what it was before. */
function isLooping(history: readonly Moment[], patience: Patience): boolean {
  const last = history.at(-1)
  if (last === undefined || isStable(history)) return false
  return (last.restartCount >= crashLoop && last.afterMs >= patience.ms) || hasHadItsChance(last, history, patience)
}

/** Everything it could wait for is there, and since then it has crashed again, more than once, and was seen to. */
function hasHadItsChance(last: Moment, history: readonly Moment[], { calmSinceMs }: Patience): boolean {
  if (calmSinceMs === undefined || last.afterMs < stableMs) return false
  const then = history.find(({ afterMs }) => afterMs >= calmSinceMs)
  const wasSeen = history.some(({ status }) => status !== 'running')
  return wasSeen && then !== undefined && last.restartCount - then.restartCount >= chances
}

/** In the last three samples running, and started and restarted in none of them. */
function isStable(history: readonly Moment[]): boolean {
  const recent = history.slice(-stableSamples)
  return (
    recent.length === stableSamples &&
    recent.every(
      ({ status, startedAt, restartCount }) =>
        status === 'running' && startedAt === recent[0]?.startedAt && restartCount === recent[0]?.restartCount,
    )
  )
}

function judgeRunning(
  container: ContainerState,
  history: readonly Moment[],
  samples: readonly Sample[],
  patienceMs: number,
): ContainerVerdict {
  const { health, service } = container
  if (mustComplete(service, samples)) return waiting('has not completed yet, which another service waits for')
  if (health?.status === 'unhealthy') {
    return unhealthyForMs(history) >= patienceMs ? unhealthy('is unhealthy') : waiting('is unhealthy')
  }
  if (health?.status === 'starting') return waiting('is not healthy yet')
  if (!isStable(history) || !hasRunLongEnough(history)) return waiting('has not run long enough yet')
  return history.slice(-stableSamples).every(moment => moment.health?.status === health?.status)
    ? healthy
    : waiting('became healthy just now')
}

/** By the engine's clock, or by ours should they differ. */
function hasRunLongEnough(history: readonly Moment[]): boolean {
  const last = history.at(-1)
  if (last?.startedAt === undefined) return false
  const first = history.find(({ startedAt }) => startedAt === last.startedAt)
  return last.at - last.startedAt >= stableMs || last.afterMs - (first?.afterMs ?? last.afterMs) >= stableMs
}

function unhealthyForMs(history: readonly Moment[]): number {
  const last = history.at(-1)
  const since = history.findLastIndex(({ health }) => health?.status !== 'unhealthy') + 1
  return (last?.afterMs ?? 0) - (history[since]?.afterMs ?? 0)
}

function judgeExited(
  container: ContainerState,
  history: readonly Moment[],
  samples: readonly Sample[],
): ContainerVerdict {
  const why = exitedAs(container)
  if (container.exitCode === 0) {
    const objection = whyNotDone(container)
    if (mustComplete(container.service, samples) || objection === undefined) return healthy
    return willRestart(container, history) ? waiting(`${why}${objection}`) : unhealthy(`${why}${objection}`)
  }
  return willRestart(container, history) ? waiting(why) : unhealthy(why)
}

const exitedAs = ({ exitCode, outOfMemory, error }: ContainerState): string =>
  `exited with code ${exitCode}${outOfMemory ? ', out of memory' : ''}${error ? ` (${error})` : ''}`

/** Why exit code 0 of this service is no sign that it has done its work. */
function whyNotDone({ restartPolicy, publishesPorts, health }: ContainerState): string | undefined {
  if (restartPolicy === 'always' || restartPolicy === 'unless-stopped')
    return `, though its restart is ${restartPolicy}`
  if (publishesPorts) return ', though it publishes a port'
  return health === undefined ? undefined : ', though it has a healthcheck'
}

/** The engine may be about to start it again; one that is still down in the next sample was given up or stopped. */
const willRestart = ({ restartPolicy }: ContainerState, history: readonly Moment[]): boolean =>
  restartPolicy !== 'no' && !history.slice(-2, -1).some(({ status }) => status === 'exited' || status === 'dead')

const mustComplete = (service: string, samples: readonly Sample[]): boolean =>
  (samples.at(-1)?.containers ?? []).some(({ dependsOn }) =>
    dependsOn.some(on => on.service === service && on.condition === 'service_completed_successfully'),
  )
