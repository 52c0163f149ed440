import { Hono } from 'hono'
import { roles } from '../../../core/access/actor.ts'
import { requireRole } from '../../access/require-role.ts'
import type { HttpEnv } from '../../http-env.ts'
import type { DashboardPorts } from '../dashboard-ports.ts'
import { withDone } from '../flash.ts'
import { renderPage } from '../page.tsx'
import { TokensPage } from '../pages/tokens.tsx'
import { readOneOf, viewOf } from '../request.ts'
import { readForm, readUntil, required, usage } from './form.ts'

/** `/tokens` and its forms, for admins. */
export function createTokenPages(ports: DashboardPorts): Hono<HttpEnv> {
  const { tokens, clock } = ports
  const app = new Hono<HttpEnv>()
  app.get('/tokens', requireRole('admin'), c =>
    renderPage(c, <TokensPage view={viewOf(c, ports)} tokens={tokens.list()} />),
  )
  // The secret is shown by the answer itself: told once, kept nowhere, in no URL.
  app.post('/tokens', requireRole('admin'), async c => {
    const form = await readForm(c)
    const name = required(form, 'name', 63)
    const role = readOneOf(form.role, roles)
    if (role === undefined) throw usage('That is no role', `Choose one of ${roles.join(', ')}.`)
    c.set('audit', { action: 'createToken', target: name, detail: { role } })
    const { until } = readUntil(form, clock.now())
    const { secret } = tokens.create(
      { name, role, ...(until === undefined ? {} : { expiresAt: until }) },
      c.var.actor.name,
    )
    return renderPage(c, <TokensPage view={viewOf(c, ports)} tokens={tokens.list()} made={{ name, secret }} />)
  })
  app.post('/tokens/revoke', requireRole('admin'), async c => {
    const name = required(await readForm(c), 'name', 63)
    c.set('audit', { action: 'revokeToken', target: name })
    tokens.revoke(name)
    return c.redirect(withDone('/tokens', 'revoked'), 303)
  })
  return app
}
