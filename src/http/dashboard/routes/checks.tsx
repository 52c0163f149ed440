import { type Context, Hono } from 'hono'
import { findCheck, isUnderWay } from '../../../pipeline/checks/checks-door.ts'
import type { House } from '../../../pipeline/house.ts'
import { requireRole } from '../../access/require-role.ts'
import type { HttpEnv } from '../../http-env.ts'
import type { DashboardPorts } from '../dashboard-ports.ts'
import { withDone } from '../flash.ts'
import { renderPage } from '../page.tsx'
import { CheckPage } from '../pages/check.tsx'
import { ChecksPage } from '../pages/checks.tsx'
import { readLogPart } from '../read-log.ts'
import { cutPage, pageSize, readNumber, readSearch, viewOf } from '../request.ts'
import { streamLog } from './stream-log.ts'

/** `/checks`, `/checks/<id>`, its log, and its forms. */
export function createCheckPages(ports: DashboardPorts): Hono<HttpEnv> {
  const { house } = ports
  const app = new Hono<HttpEnv>()
  const find = (c: Context<HttpEnv, '/checks/:id'>) =>
    findCheck({ check: house.getCheck }, readNumber(c.req.param('id')) ?? 0)
  app.get('/checks', async c => {
    const [name, before] = [c.req.query('app') || undefined, readNumber(c.req.query('before'))]
    const found = house.listChecks({ limit: pageSize + 1, ...(name && { app: name }), ...(before && { before }) })
    const { items, next } = cutPage(found, ({ id }) => id)
    const page = <ChecksPage view={viewOf(c, ports)} checks={items} next={next} filter={{ app: name, before }} />
    return refreshed(await renderPage(c, page), items.some(isUnderWay))
  })
  app.get('/checks/:id', async c => {
    const check = find(c)
    const log = await readLogPart(logsOf(house), check.id, {
      search: readSearch(c.req.query('q')),
      isWhole: c.req.query('log') === 'all',
      signal: c.req.raw.signal,
    })
    return refreshed(
      await renderPage(c, <CheckPage view={viewOf(c, ports)} check={check} log={log} />),
      isUnderWay(check),
    )
  })
  app.get('/checks/:id/log', c => {
    const { id } = find(c)
    return streamLog(c, logsOf(house), { id, file: `check-${id}.log` })
  })
  app.post('/checks/:id/retry', requireRole('deploy'), c => {
    const { id } = find(c)
    c.set('audit', { action: 'retryCheck', target: String(id) })
    house.retryCheck(id, c.var.actor.name)
    return c.redirect(withDone(`/checks/${id}`, 'retried'), 303)
  })
  app.post('/checks/:id/cancel', requireRole('deploy'), c => {
    const { id } = find(c)
    c.set('audit', { action: 'cancelCheck', target: String(id) })
    house.cancelCheck(id, c.var.actor.name)
    return c.redirect(withDone(`/checks/${id}`, 'cancelled'), 303)
  })
  return app
}

/** No event tells of checks: a page with one that is not over yet is asked for again by the browser. */
function refreshed(page: Response, isMoving: boolean): Response {
  if (isMoving) page.headers.set('refresh', '5')
  return page
}

/** The logs of checks, read as those of deployments are. */
const logsOf = (house: House): Pick<House, 'readLog' | 'readLogEnd'> => ({
  readLog: (id, { signal }) => house.readCheckLog(id, { signal }),
  readLogEnd: (id, most) => house.readCheckLogEnd(id, most),
})
