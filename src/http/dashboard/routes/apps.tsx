import { type Context, Hono } from 'hono'
import { isEnough } from '../../../core/access/actor.ts'
import { parseFullName } from '../../../core/delivery/repository-name.ts'
import { toFailure } from '../../../core/errors.ts'
import type { AppView } from '../../../pipeline/house.ts'
import type { HttpEnv } from '../../http-env.ts'
import { parseGroup } from '../apps-filter.ts'
import type { DashboardPorts } from '../dashboard-ports.ts'
import { renderPage } from '../page.tsx'
import { AppPage } from '../pages/app.tsx'
import { AppsPage } from '../pages/apps.tsx'
import { AppRow } from '../parts/app-row.tsx'
import type { Asked } from '../parts/containers.tsx'
import { Fragment } from '../parts/fragment.tsx'
import type { HookSettings } from '../parts/teach.tsx'
import { readSearch, viewOf } from '../request.ts'
import { findApp } from './find.ts'

const historyLength = 6
const spans = [7, 30]

/** `/` and `/apps/<app>`. */
export function createAppPages(ports: DashboardPorts): Hono<HttpEnv> {
  const { house } = ports
  const app = new Hono<HttpEnv>()
  app.get('/', c => {
    const view = viewOf(c, ports)
    const part = c.req.query('part')
    if (part !== undefined) return renderPage(c, <RowOf app={findApp(house, part)} now={view.now} />)
    const filter = { group: parseGroup(c.req.query('state')), search: readSearch(c.req.query('q')) }
    return renderPage(
      c,
      <AppsPage view={view} apps={house.apps().filter(({ preview }) => preview === undefined)} filter={filter} />,
    )
  })
  app.get('/apps/:app', async c => {
    const view = viewOf(c, ports)
    const found = findApp(house, c.req.param('app'))
    const { app: name } = found
    const wantsPlan = c.req.query('plan') === 'now' && mayFetch(c)
    return renderPage(
      c,
      <AppPage
        view={view}
        app={found}
        hook={hookOf(c, ports, found)}
        containers={await ask(() => house.containers(name))}
        history={house.listDeployments({ app: name, limit: historyLength })}
        versions={house.versions(name)}
        numbers={spans.map(days => house.numbers(name, days))}
        previews={previewsOf(house, found)}
        preview={wantsPlan ? await ask(() => house.plan(name)) : undefined}
      />,
    )
  })
  return app
}

/** Those of the app; of a preview, itself alone. */
const previewsOf = (house: DashboardPorts['house'], { app, preview }: AppView) =>
  preview === undefined
    ? house.listPreviews({ app })
    : house.listPreviews({ app: preview.of }).filter(({ number }) => number === preview.number)

const RowOf = ({ app, now }: Parameters<typeof AppRow>[0]) => (
  <Fragment>
    <table>
      <tbody>
        <AppRow app={app} now={now} />
      </tbody>
    </table>
  </Fragment>
)

/** A plan may fetch: not for everybody who passes by. */
const mayFetch = (c: Context<HttpEnv>): boolean => c.var.actor.via !== 'public' && isEnough(c.var.actor.role, 'view')

async function ask<T>(question: () => Promise<T>): Promise<Asked<T>> {
  try {
    return { value: await question() }
  } catch (error) {
    return { error: toFailure(error) }
  }
}

type HookedApp = Pick<AppView, 'repository' | 'provider'>

/** Where this repository's webhook goes: by the public URL, else as the browser came. */
function hookOf(
  c: Context<HttpEnv>,
  { settings }: DashboardPorts,
  { repository, provider = 'github' }: HookedApp,
): HookSettings {
  const { webhookPath, publicUrl, hasOwnSecret } = settings()
  const base = (publicUrl ?? new URL(c.req.url).origin).replace(/\/$/, '')
  const ownSecret = hasOwnSecret?.(repository) ?? false
  const own = ownSecret && parseFullName(repository) ? `/${repository}` : ''
  const forge = provider === 'github' && own === '' ? '' : `/${provider}`
  return { provider, url: `${base}${webhookPath}${forge}${own}`, ownSecret }
}
