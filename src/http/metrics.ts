import { Hono } from 'hono'
import type { Metrics } from '../pipeline/ports/metrics.ts'
import { requireRole } from './access/require-role.ts'
import type { HttpEnv } from './http-env.ts'
import { allowOnly } from './methods.ts'

/** `GET /metrics` in Prometheus' text format. Needs a token, like everything that tells of this house. */
export function createMetricsPage(metrics: Pick<Metrics, 'read'>): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>()
  app.get('/metrics', requireRole('view'), async c => {
    const { contentType, text } = await metrics.read()
    return c.body(text, 200, { 'content-type': contentType, 'cache-control': 'no-store' })
  })
  allowOnly(app, '/metrics', 'GET')
  return app
}
