import { Hono } from 'hono'
import type { Actor } from '../../src/core/access/actor.ts'
import { createDashboard } from '../../src/http/dashboard/dashboard.tsx'
import type { DashboardPorts } from '../../src/http/dashboard/dashboard-ports.ts'
import type { Audited, HttpEnv } from '../../src/http/http-env.ts'
import type { House } from '../../src/pipeline/house.ts'
import { dashboardHouse, sampleNow } from './dashboard-house.ts'

export const admin: Actor = { name: 'ann', role: 'admin', via: 'session', seesLogs: true }

export interface SiteOptions {
  readonly house?: Partial<House>
  readonly actor?: Actor
  readonly settings?: DashboardPorts['settings']
  readonly tokens?: Partial<DashboardPorts['tokens']>
}

/** The dashboard over a house of plain data, for somebody whom the access middleware let in. */
export function dashboardSite({ house, actor = admin, settings, tokens }: SiteOptions = {}) {
  const audited: Audited[] = []
  const told: unknown[] = []
  const app = new Hono<HttpEnv>()
  app.use(async (c, next) => {
    c.set('actor', actor)
    await next()
    const audit = c.get('audit')
    if (audit) audited.push(audit)
  })
  const ports: DashboardPorts = {
    house: dashboardHouse(house),
    clock: { now: () => sampleNow },
    tokens: {
      list: () => [
        {
          id: 1,
          name: 'ci',
          role: 'deploy',
          createdAt: sampleNow - 9e8,
          createdBy: 'ann',
          lastUsedAt: sampleNow - 60_000,
        },
      ],
      create: () => ({
        token: { id: 2, name: 'new', role: 'view', createdAt: sampleNow, createdBy: 'ann' },
        secret: 'rh_made',
      }),
      revoke: () => undefined,
      ...tokens,
    },
    events: { position: () => '77' },
    settings: settings ?? (() => ({ webhookPath: '/webhook' })),
  }
  app.route(
    '/',
    createDashboard(ports, (_, error) => told.push(error)),
  )
  const page = async (path: string, init?: RequestInit) => {
    const answer = await app.request(path, init)
    return { status: answer.status, headers: answer.headers, html: await answer.text() }
  }
  const post = (path: string, fields: Record<string, string> = {}) =>
    page(path, { method: 'POST', body: new URLSearchParams(fields) })
  return { app, page, post, audited, told }
}
