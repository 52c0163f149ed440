import { calmSince } from './calm.ts'
import type { ContainerState, Sample } from './container-state.ts'
import { judgeContainer } from './judge-container.ts'

/** How patient the gate is. */
export interface HealthPolicy {
  /**
   * `health.timeout`: how long the containers may take, from the end of `up`. A service that keeps crashing or stays unhealthy gets
   * a quarter of it; one that keeps crashing gets less once nothing is left that it could wait for.
   */
  readonly timeoutMs: number
  /** The containers as they were before `up`: what was broken then and was left alone is only warned about. */
  readonly before: readonly ContainerState[]
}

/** One container and what keeps it from being healthy, as a phrase: `exited with code 1`. */
export interface Finding {
  readonly container: ContainerState
  readonly why: string
}

/** What the samples so far say. `waiting` names what is waited for. */
export type HealthVerdict =
  | { readonly state: 'healthy'; readonly warnings: readonly Finding[] }
  | { readonly state: 'waiting'; readonly findings: readonly Finding[] }
  | { readonly state: 'unhealthy'; readonly findings: readonly Finding[] }

/** Redhook's own gate, since `docker compose up --wait` is not one. `samples` are in order, a second apart. */
export function judge(samples: readonly Sample[], policy: HealthPolicy): HealthVerdict {
  const last = samples.at(-1)
  const [first] = samples
  if (!first || !last) return { state: 'waiting', findings: [] }
  const warnings: Finding[] = []
  const waiting: Finding[] = []
  const broken: Finding[] = []
  const brokenBefore = new Set(
    last.containers.filter(container => wasBrokenBefore(container, policy, first)).map(({ id }) => id),
  )
  const calmSinceMs = calmSince(samples, brokenBefore)
  const patience = { ms: policy.timeoutMs / 4, ...(calmSinceMs === undefined ? {} : { calmSinceMs }) }
  for (const container of last.containers) {
    const { state, why } = judgeContainer(container, samples, patience)
    if (state === 'healthy') continue
    if (brokenBefore.has(container.id)) warnings.push({ container, why: `${why}, as before` })
    else (state === 'unhealthy' ? broken : waiting).push({ container, why })
  }
  if (broken.length > 0) return { state: 'unhealthy', findings: broken }
  return waiting.length > 0 ? { state: 'waiting', findings: waiting } : { state: 'healthy', warnings }
}

/** Services with a container that does not run as it should, at this time (UTC, epoch milliseconds). */
export function brokenServices(containers: readonly ContainerState[], at: number): string[] {
  const broken = containers.filter(container => isDown(container) || isLooping(container, at))
  return [...new Set(broken.map(({ service }) => service))]
}

/** A container that started less than this before `up` after a restart of its own was in a crash loop. */
const recentlyMs = 60_000

/** Broken before `up`, and `up` did not touch it. Restarts by its own policy are no touch. */
function wasBrokenBefore(container: ContainerState, { before }: HealthPolicy, first: Sample): boolean {
  const old = before.find(({ id }) => id === container.id)
  if (!old) return false
  if (isLooping(old, first.at)) return true
  return old.startedAt === container.startedAt && isDown(old)
}

const isDown = ({ status, health }: ContainerState): boolean => status !== 'running' || health?.status === 'unhealthy'

const isLooping = ({ status, restartCount, startedAt }: ContainerState, at: number): boolean =>
  status === 'restarting' || (restartCount > 0 && startedAt !== undefined && at - startedAt < recentlyMs)
