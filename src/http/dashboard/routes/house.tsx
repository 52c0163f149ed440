import { Hono } from 'hono'
import { requireRole } from '../../access/require-role.ts'
import type { HttpEnv } from '../../http-env.ts'
import type { DashboardPorts } from '../dashboard-ports.ts'
import { renderPage } from '../page.tsx'
import { AuditPage } from '../pages/audit.tsx'
import { HealthPage } from '../pages/health.tsx'
import { OutboxPage, outboxStates } from '../pages/outbox.tsx'
import { cutPage, pageSize, readNumber, readOneOf, viewOf } from '../request.ts'

/** What concerns Redhook itself: `/health`, `/outbox`, `/audit`. */
export function createHousePages(ports: DashboardPorts): Hono<HttpEnv> {
  const { house } = ports
  const app = new Hono<HttpEnv>()
  app.get('/health', async c =>
    renderPage(c, <HealthPage view={viewOf(c, ports)} health={await house.health()} version={house.version} />),
  )
  app.get('/outbox', c => {
    const state = readOneOf(c.req.query('state'), outboxStates)
    const before = readNumber(c.req.query('before'))
    const found = house.listOutbox({ limit: pageSize + 1, ...(state && { state }), ...(before && { before }) })
    const { items, next } = cutPage(found, ({ id }) => id)
    return renderPage(c, <OutboxPage view={viewOf(c, ports)} items={items} next={next} filter={{ state, before }} />)
  })
  app.get('/audit', requireRole('admin'), c => {
    const before = readNumber(c.req.query('before'))
    const [who, action, target] = ['who', 'action', 'target'].map(name => c.req.query(name) || undefined)
    const filter = {
      ...(who && { who }),
      ...(action && { action }),
      ...(target && { target }),
      ...(before && { before }),
    }
    const { items, next } = cutPage(house.listAudit({ limit: pageSize + 1, ...filter }), ({ id }) => id)
    return renderPage(c, <AuditPage view={viewOf(c, ports)} entries={items} next={next} filter={filter} />)
  })
  return app
}
