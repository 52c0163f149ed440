import type { House, ReadinessCheck } from '../pipeline/house.ts'
import type { Clock } from '../pipeline/ports/clock.ts'

/** By path, what a probe says now. */
export type ProbeAnswers = ReadonlyMap<string, () => Promise<ProbeAnswer>>

export interface ProbeAnswer {
  readonly status: 200 | 503
  readonly body: object
}

/** Probes come often and from anyone; what they ask for runs programs. */
const cacheMs = 2_000

/** What the probes say of this house. */
export function createProbeAnswers(
  house: Pick<House, 'readiness' | 'version'>,
  clock: Pick<Clock, 'monotonic'>,
): ProbeAnswers {
  const readiness = cacheFor(cacheMs, () => house.readiness(), clock)
  return new Map<string, () => Promise<ProbeAnswer>>([
    ['/healthz', async () => ({ status: 200, body: { status: 'ok' } })],
    ['/readyz', async () => describe(await readiness())],
    ['/v1/status', async () => ({ status: 200, body: { status: 'ok', version: house.version } })],
  ])
}

function describe(checks: readonly ReadinessCheck[]): ProbeAnswer {
  const isReady = checks.every(({ ok }) => ok)
  return { status: isReady ? 200 : 503, body: { status: isReady ? 'ready' : 'not ready', checks } }
}

/** One question at a time, its answer good for `ms`; a failure is not kept. */
function cacheFor(ms: number, ask: () => Promise<readonly ReadinessCheck[]>, { monotonic }: Pick<Clock, 'monotonic'>) {
  let asked: { readonly at: number; readonly answer: Promise<readonly ReadinessCheck[]> } | undefined
  return () => {
    if (asked === undefined || monotonic() - asked.at > ms) {
      const answer = ask()
      asked = { at: monotonic(), answer }
      answer.catch(() => {
        asked = undefined
      })
    }
    return asked.answer
  }
}
