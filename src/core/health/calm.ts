import type { ContainerState, Sample } from './container-state.ts'

/** Without a healthcheck only time tells whether a service answers. */
const settledMs = 10_000

/**
 * Since when (milliseconds after `up`) everything is there that a crashing service could wait for: all containers that do not crash
 * themselves are healthy, or have run for a while, or have done their work. Undefined while they are not. `ignored`: ids of containers
 * that need not be.
 */
export function calmSince(samples: readonly Sample[], ignored: ReadonlySet<string>): number | undefined {
  const restless = findRestless(samples)
  const isCalm = ({ at, afterMs, containers }: Sample) =>
    containers.every(
      container => ignored.has(container.id) || restless.has(container.id) || isSettled(container, at, afterMs),
    )
  const lastUnrest = samples.findLastIndex(sample => !isCalm(sample))
  return samples[lastUnrest + 1]?.afterMs
}

/** Those that were restarted since the first sample. */
function findRestless(samples: readonly Sample[]): Set<string> {
  const first = new Map<string, number>()
  const restless = new Set<string>()
  for (const { id, restartCount, status } of samples.flatMap(({ containers }) => containers)) {
    const count = first.get(id) ?? restartCount
    first.set(id, count)
    if (restartCount !== count || status === 'restarting') restless.add(id)
  }
  return restless
}

/** By the engine's clock, or by the gate's own should they differ: what does not restart has run since its first sample. */
function isSettled({ status, health, startedAt, exitCode }: ContainerState, at: number, afterMs: number): boolean {
  if (status === 'exited') return exitCode === 0
  if (status !== 'running') return false
  if (health !== undefined) return health.status === 'healthy'
  return afterMs >= settledMs || (startedAt !== undefined && at - startedAt >= settledMs)
}
