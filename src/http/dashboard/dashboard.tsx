import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { HttpEnv } from '../http-env.ts'
import { problem, problemOf } from '../problem.ts'
import { createAssets } from './assets.ts'
import type { DashboardPorts } from './dashboard-ports.ts'
import { renderPage } from './page.tsx'
import { ProblemPage } from './pages/problem.tsx'
import { viewOf } from './request.ts'
import { createAppActions } from './routes/app-actions.ts'
import { createAppPages } from './routes/apps.tsx'
import { createCheckPages } from './routes/checks.tsx'
import { createDeliveryPages } from './routes/deliveries.tsx'
import { createDeploymentPages } from './routes/deployments.tsx'
import { createHousePages } from './routes/house.tsx'
import { createPreviewPages } from './routes/previews.tsx'
import { createTokenPages } from './routes/tokens.tsx'

const mostFormBytes = 64 * 1_024

const notFound = problem(404, 'NOT_FOUND', 'There is nothing here.', 'Begin with all apps.')
const tooLarge = problem(413, 'BODY_TOO_LARGE', 'The form is too large.', 'Send less.')

/**
 * The dashboard, to be mounted at `/` after the access middleware: pages, the forms on them, and the files they are drawn with. What goes
 * wrong is told on a page. `tell` hears of what is our own mistake.
 */
export function createDashboard(ports: DashboardPorts, tell: (path: string, error: Error) => void): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>()
  const limit = bodyLimit({ maxSize: mostFormBytes, onError: c => showProblem(c, ports, tooLarge) })
  app.post('/*', limit)
  app.route('/', createAssets())
  app.route('/', createAppPages(ports))
  app.route('/', createAppActions(ports))
  app.route('/', createDeploymentPages(ports))
  app.route('/', createDeliveryPages(ports))
  app.route('/', createCheckPages(ports))
  app.route('/', createPreviewPages(ports))
  app.route('/', createHousePages(ports))
  app.route('/', createTokenPages(ports))
  app.get('*', (c, next) => (wantsPage(c) ? showProblem(c, ports, notFound) : next()))
  app.onError((error, c) => {
    const known = problemOf(error)
    if (known.status >= 500) tell(c.req.path, error)
    return showProblem(c, ports, known)
  })
  return app
}

const wantsPage = (c: Context): boolean => (c.req.header('accept') ?? '').includes('text/html')

/** A problem as a page. */
function showProblem(c: Context<HttpEnv>, ports: DashboardPorts, what: Parameters<typeof ProblemPage>[0]['problem']) {
  return renderPage(c, <ProblemPage view={{ ...viewOf(c, ports), flash: undefined }} problem={what} />, what.status)
}
