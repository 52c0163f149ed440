import type { App } from '../core/app.ts'
import type { ContainerState, Sample } from '../core/health/container-state.ts'
import { type Finding, judge } from '../core/health/judge.ts'
import { lostServices } from '../core/health/lost-services.ts'
import type { ComposeModel } from '../core/plan/compose-model.ts'
import type { Target } from '../core/target.ts'
import type { Clock } from './ports/clock.ts'
import type { Docker } from './ports/docker.ts'
import type { Prober } from './ports/prober.ts'
import type { StepContext } from './step-context.ts'
import { behindUrl, containersLost, healthTimeout, nothingRuns, unhealthy } from './unhealthy.ts'

export interface VerifyPorts {
  readonly docker: Docker
  readonly prober: Prober
  readonly clock: Clock
}

const betweenSamplesMs = 1_000
/** An engine that answers slowly is not asked at once again. */
const shortestPauseMs = 500
const probeTimeoutMs = 2_000
/** The gate looks back over all samples; a timeout of an hour need not keep them all. */
const keptSamples = 600

/** All containers of the target's project: taken before `up`, it tells what was broken already. */
export const containersOf = (target: Target, docker: Docker, signal?: AbortSignal): Promise<ContainerState[]> =>
  docker.containers(target.project, signal)

/** What the gate looks at. */
export interface Gate {
  /** The containers that it may find broken, as they were before `up`. */
  readonly before: readonly ContainerState[]
  /** The project as it is meant to be: containers of other services are none of its own. All count where it is absent. */
  readonly model?: Pick<ComposeModel, 'services'>
}

/**
 * Waits until the project is really healthy: Redhook's own gate over its containers, then the health URL. Called right after `up`,
 * since the time counts from there.
 * @throws RedhookError UNHEALTHY, HEALTH_TIMEOUT, with evidence
 */
export async function verify(
  app: App,
  target: Target,
  { before, model }: Gate,
  ports: VerifyPorts,
  context: StepContext,
): Promise<void> {
  const { clock, docker } = ports
  const startedAt = clock.monotonic()
  const samples: Sample[] = []
  let ids: string[] | undefined
  let waitsFor = ''
  for (;;) {
    const all = await sample(target, ids, docker, context.signal)
    const containers = all.filter(({ service }) => model?.services.some(({ name }) => name === service) ?? true)
    ids = all.map(({ id }) => id)
    samples.push({ afterMs: clock.monotonic() - startedAt, at: clock.now(), containers })
    // The first one stays: what was broken before is told by it.
    if (samples.length > keptSamples) samples.splice(1, 1)
    if (containers.length === 0) throw nothingRuns(target)
    const lost = lostServices(samples[0]?.containers ?? [], containers)
    if (lost.length > 0) throw containersLost(lost)

    const verdict = judge(samples, { timeoutMs: app.health.timeoutMs, before })
    if (verdict.state === 'unhealthy') throw await unhealthy(verdict.findings, docker, context.signal)
    const answer = verdict.state === 'healthy' ? await askHealthUrl(app, ports, context) : undefined
    if (verdict.state === 'healthy' && answer === undefined) {
      for (const finding of verdict.warnings) context.note(`warning: ${describe(finding)}; it was left alone`)
      return
    }
    if (clock.monotonic() - startedAt >= app.health.timeoutMs) {
      const findings = verdict.state === 'waiting' ? verdict.findings : behindUrl(containers)
      throw await healthTimeout(app.health.timeoutMs, findings, answer, docker, context.signal)
    }
    const now = answer ?? (verdict.state === 'waiting' ? verdict.findings.map(describe).join('; ') : '')
    if (now !== waitsFor) context.note(`waiting: ${now}`)
    waitsFor = now
    await clock.sleep(untilNextSampleMs(clock.monotonic()), context.signal)
  }
}

/** All gates look at full seconds, so that those that are open at once can share a question. */
function untilNextSampleMs(now: number): number {
  const earliest = now + shortestPauseMs
  return Math.ceil(earliest / betweenSamplesMs) * betweenSamplesMs - now
}

const describe = ({ container, why }: Finding): string => `${container.name} ${why}`

/** One call of the engine, unless containers came or went. */
async function sample(
  target: Target,
  ids: readonly string[] | undefined,
  docker: Docker,
  signal: AbortSignal,
): Promise<ContainerState[]> {
  const known = ids === undefined ? undefined : await docker.inspect(ids, signal)
  return known ?? containersOf(target, docker, signal)
}

/** Undefined when the URL answers well, or there is none; else what it did, as a phrase. Redirects count as an answer. */
export async function askHealthUrl(
  { health }: App,
  { prober }: Pick<VerifyPorts, 'prober'>,
  { signal }: StepContext,
): Promise<string | undefined> {
  if (health.url === undefined) return undefined
  const answer = await prober.probe(health.url, { timeoutMs: probeTimeoutMs, signal })
  if ('error' in answer) return `${health.url} does not answer: ${answer.error}`
  return answer.status >= 200 && answer.status < 400 ? undefined : `${health.url} answers ${answer.status}`
}
