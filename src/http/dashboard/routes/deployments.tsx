import { type Context, Hono } from 'hono'
import { type Deployment, isFinal, states } from '../../../core/deployment/deployment.ts'
import { requireRole } from '../../access/require-role.ts'
import type { HttpEnv } from '../../http-env.ts'
import type { DashboardPorts } from '../dashboard-ports.ts'
import { withDone } from '../flash.ts'
import { renderPage } from '../page.tsx'
import { DeploymentPage } from '../pages/deployment.tsx'
import { DeploymentsPage } from '../pages/deployments.tsx'
import { DeploymentRow } from '../parts/deployment-row.tsx'
import { Fragment } from '../parts/fragment.tsx'
import { type LogPart, readLogPart } from '../read-log.ts'
import { cutPage, pageSize, readNumber, readOneOf, readSearch, viewOf } from '../request.ts'
import { findDeployment } from './find.ts'
import { streamLog } from './stream-log.ts'

/** `/deployments`, `/deployments/<id>`, its log, and its forms. */
export function createDeploymentPages(ports: DashboardPorts): Hono<HttpEnv> {
  const { house } = ports
  const app = new Hono<HttpEnv>()
  app.get('/deployments', c => {
    const part = c.req.query('part')
    return part === undefined ? showList(c, ports) : showRow(c, ports, findDeployment(house, part))
  })
  app.get('/deployments/:id', c => showOne(c, ports, findDeployment(house, c.req.param('id'))))
  app.get('/deployments/:id/log', c => streamLog(c, house, findDeployment(house, c.req.param('id'))))
  app.post('/deployments/:id/cancel', requireRole('deploy'), async c => {
    const { id } = findDeployment(house, c.req.param('id'))
    c.set('audit', { action: 'cancelDeployment', target: String(id) })
    await house.cancel(id, c.var.actor.name)
    return c.redirect(withDone(`/deployments/${id}`, 'cancelled'), 303)
  })
  app.post('/deployments/:id/retry', requireRole('deploy'), async c => {
    const { id } = findDeployment(house, c.req.param('id'))
    c.set('audit', { action: 'retryDeployment', target: String(id) })
    const again = await house.retry(id, c.var.actor.name)
    return c.redirect(withDone(`/deployments/${again.id}`, 'retried'), 303)
  })
  return app
}

function showList(c: Context<HttpEnv>, ports: DashboardPorts) {
  const view = viewOf(c, ports)
  const state = readOneOf(c.req.query('state'), states)
  const [app, search] = [c.req.query('app') || undefined, readSearch(c.req.query('q'))]
  const before = readNumber(c.req.query('before'))
  const found = ports.house.listDeployments({
    limit: pageSize + 1,
    ...(app === undefined ? {} : { app }),
    ...(state === undefined ? {} : { states: [state] }),
    ...(search === undefined ? {} : { search }),
    ...(before === undefined ? {} : { before }),
  })
  const { items, next } = cutPage(found, ({ id }) => id)
  return renderPage(
    c,
    <DeploymentsPage view={view} deployments={items} next={next} filter={{ app, state, search, before }} />,
  )
}

function showRow(c: Context<HttpEnv>, { clock }: DashboardPorts, deployment: Deployment) {
  return renderPage(
    c,
    <Fragment>
      <table>
        <tbody>
          <DeploymentRow deployment={deployment} now={clock.now()} ofOneApp={c.req.query('one') !== undefined} />
        </tbody>
      </table>
    </Fragment>,
  )
}

async function showOne(c: Context<HttpEnv>, ports: DashboardPorts, deployment: Deployment) {
  const { id, state } = deployment
  const view = viewOf(c, ports)
  const log = c.var.actor.seesLogs ? await readLog(c, ports, id) : undefined
  // The position was taken before the log was read; the log goes on after its own last line.
  const position = log && !isFinal(state) ? `${view.position};${id}:${log.last}` : view.position
  return renderPage(c, <DeploymentPage view={{ ...view, position }} deployment={deployment} log={log} />)
}

const readLog = (c: Context<HttpEnv>, { house }: DashboardPorts, id: number): Promise<LogPart> =>
  readLogPart(house, id, {
    search: readSearch(c.req.query('q')),
    isWhole: c.req.query('log') === 'all',
    signal: c.req.raw.signal,
  })
