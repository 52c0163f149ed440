import { Hono } from 'hono'
import { previewUnknown } from '../../../core/preview/preview-unknown.ts'
import { requireRole } from '../../access/require-role.ts'
import type { HttpEnv } from '../../http-env.ts'
import type { DashboardPorts } from '../dashboard-ports.ts'
import { withDone } from '../flash.ts'
import { renderPage } from '../page.tsx'
import { PreviewsPage } from '../pages/previews.tsx'
import { readNumber, viewOf } from '../request.ts'

/** `/previews`, and the form that removes one. */
export function createPreviewPages(ports: DashboardPorts): Hono<HttpEnv> {
  const { house } = ports
  const app = new Hono<HttpEnv>()
  app.get('/previews', c => {
    const all = c.req.query('all') === 'true'
    return renderPage(c, <PreviewsPage view={viewOf(c, ports)} previews={house.listPreviews({ all })} all={all} />)
  })
  app.post('/previews/:app/:number/remove', requireRole('deploy'), c => {
    const name = c.req.param('app')
    const number = readNumber(c.req.param('number'))
    c.set('audit', { action: 'removePreview', target: name, detail: { number: number ?? 0 } })
    if (number === undefined) throw previewUnknown(name, 0)
    house.removePreview(name, number, c.var.actor.name)
    return c.redirect(withDone('/previews', 'removed'), 303)
  })
  return app
}
