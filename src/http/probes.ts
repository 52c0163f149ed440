import { Hono } from 'hono'
import type { House, ReadinessCheck } from '../pipeline/house.ts'
import type { Clock } from '../pipeline/ports/clock.ts'
import { allowOnly } from './methods.ts'

/** Probes come often and from anyone; what they ask for runs programs. */
const cacheMs = 2_000

/** `/healthz`: this process answers. `/readyz`: a push could become live. `/v1/status`: exactly that, for badges. */
export function createProbes(house: Pick<House, 'readiness' | 'version'>, clock: Pick<Clock, 'monotonic'>): Hono {
  const app = new Hono()
  const readiness = cacheFor(cacheMs, () => house.readiness(), clock)
  app.get('/healthz', c => c.json({ status: 'ok' }))
  app.get('/readyz', async c => {
    const checks = await readiness()
    const isReady = checks.every(({ ok }) => ok)
    return c.json({ status: isReady ? 'ready' : 'not ready', checks }, isReady ? 200 : 503)
  })
  app.get('/v1/status', c => c.json({ status: 'ok', version: house.version }))
  for (const path of ['/healthz', '/readyz', '/v1/status']) allowOnly(app, path, 'GET')
  return app
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
