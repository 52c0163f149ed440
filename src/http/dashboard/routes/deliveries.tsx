import { Hono } from 'hono'
import { requireRole } from '../../access/require-role.ts'
import type { HttpEnv } from '../../http-env.ts'
import type { DashboardPorts } from '../dashboard-ports.ts'
import { withDone } from '../flash.ts'
import { renderPage } from '../page.tsx'
import { DeliveriesPage, decisions } from '../pages/deliveries.tsx'
import { DeliveryPage } from '../pages/delivery.tsx'
import { cutPage, pageSize, readNumber, readOneOf, readSearch, viewOf } from '../request.ts'
import { findDelivery } from './find.ts'

const statuses = decisions.map(({ id }) => id)

/** `/deliveries`, `/deliveries/<seq>`, and its forms. */
export function createDeliveryPages(ports: DashboardPorts): Hono<HttpEnv> {
  const { house } = ports
  const app = new Hono<HttpEnv>()
  app.get('/deliveries', c => {
    const view = viewOf(c, ports)
    const status = readOneOf(c.req.query('status'), statuses)
    const [search, before] = [readSearch(c.req.query('q')), readNumber(c.req.query('before'))]
    const found = house.listDeliveries({
      limit: pageSize + 1,
      ...(status === undefined ? {} : { status }),
      ...(search === undefined ? {} : { search }),
      ...(before === undefined ? {} : { before }),
    })
    const { items, next } = cutPage(found, ({ seq }) => seq)
    return renderPage(
      c,
      <DeliveriesPage view={view} deliveries={items} next={next} filter={{ status, search, before }} />,
    )
  })
  app.get('/deliveries/:seq', c => {
    const delivery = findDelivery(house, c.req.param('seq'))
    // What deployed once came from the repository of that time, whoever has its name now.
    const stranger = delivery.deployments.length > 0 ? undefined : house.strangerOf(delivery.seq)
    return renderPage(c, <DeliveryPage view={viewOf(c, ports)} delivery={delivery} stranger={stranger} />)
  })
  app.post('/deliveries/:seq/redeliver', requireRole('deploy'), async c => {
    const { seq } = findDelivery(house, c.req.param('seq'))
    c.set('audit', { action: 'redeliver', target: String(seq) })
    await house.redeliver(seq, c.var.actor.name)
    return c.redirect(withDone(`/deliveries/${seq}`, 'redelivered'), 303)
  })
  app.post('/deliveries/:seq/accept', requireRole('admin'), async c => {
    const { seq } = findDelivery(house, c.req.param('seq'))
    c.set('audit', { action: 'acceptRepository', target: String(seq) })
    await house.acceptRepository(seq, c.var.actor.name)
    return c.redirect(withDone(`/deliveries/${seq}`, 'accepted'), 303)
  })
  return app
}
