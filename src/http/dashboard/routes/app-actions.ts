import { type Context, Hono } from 'hono'
import type { Wishes } from '../../../core/deployment/deployment.ts'
import { requireRole } from '../../access/require-role.ts'
import type { HttpEnv } from '../../http-env.ts'
import type { DashboardPorts } from '../dashboard-ports.ts'
import { type Done, withDone } from '../flash.ts'
import { appPath } from '../parts/names.tsx'
import { readNumber } from '../request.ts'
import { findApp } from './find.ts'
import { type Form, readForm, readUntil, required, usage } from './form.ts'

const builds: Readonly<Record<string, Wishes>> = {
  plan: {},
  all: { build: true },
  fresh: { build: true, pull: true, noCache: true },
  none: { build: false },
}

const longest = { reason: 500, branch: 250 }

/** The forms of an app: each does one thing and leads on to where it is seen. */
export function createAppActions({ house, clock }: DashboardPorts): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>()
  app.post('/apps/:app/deploy', requireRole('deploy'), async c => {
    const { name, form, by } = await ask(c, 'deployApp')
    const { ref } = form
    const wishes = { ...builds[form.build ?? 'plan'], always: true }
    c.set('audit', { action: 'deployApp', target: name, detail: { ...(ref && { ref }), build: form.build ?? 'plan' } })
    const { id } = await house.requestDeployment(name, wishes, by, ref)
    return c.redirect(withDone(`/deployments/${id}`, 'queued'), 303)
  })
  app.post('/apps/:app/rollback', requireRole('deploy'), async c => {
    const { name, form, by } = await ask(c, 'rollBackApp')
    const { id } = await house.requestRollback(name, readVersion(form), by)
    return c.redirect(withDone(`/deployments/${id}`, 'rollback'), 303)
  })
  app.post('/apps/:app/lock', requireRole('deploy'), async c => {
    const { name, form, by } = await ask(c, 'lockApp')
    house.lock(name, { reason: required(form, 'reason', longest.reason), ...readUntil(form, clock.now()) }, by)
    return backTo(c, name, 'locked')
  })
  app.post('/apps/:app/unlock', requireRole('deploy'), async c => {
    const { name, by } = await ask(c, 'unlockApp')
    house.unlock(name, by)
    return backTo(c, name, 'unlocked')
  })
  app.post('/apps/:app/detour', requireRole('deploy'), async c => {
    const { name, form, by } = await ask(c, 'startDetour')
    await house.startDetour(
      name,
      { branch: required(form, 'branch', longest.branch), ...readUntil(form, clock.now()) },
      by,
    )
    return backTo(c, name, 'detour')
  })
  app.post('/apps/:app/back', requireRole('deploy'), async c => {
    const { name, by } = await ask(c, 'endDetour')
    await house.endDetour(name, by)
    return backTo(c, name, 'back')
  })
  /** The app, the form, and who asks; written down before anything can go wrong. */
  async function ask(c: Context<HttpEnv>, action: string) {
    const { app: name } = findApp(house, c.req.param('app') ?? '')
    c.set('audit', { action, target: name })
    return { name, form: await readForm(c), by: c.var.actor.name }
  }
  return app
}

function readVersion({ to }: Form): number | undefined {
  if (to === undefined) return undefined
  const version = readNumber(to)
  if (version === undefined) throw usage('That is no version', 'Choose one of those that are kept.')
  return version
}

const backTo = (c: Context<HttpEnv>, app: string, done: Done): Response => c.redirect(withDone(appPath(app), done), 303)
