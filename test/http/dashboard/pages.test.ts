import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { assetUrls } from '../../../src/http/dashboard/assets.ts'
import type { House } from '../../../src/pipeline/house.ts'
import { dashboardHouse, sampleApps, sampleDeployment, sampleNow } from '../../support/dashboard-house.ts'
import { dashboardSite } from '../../support/dashboard-site.ts'
import { sampleChecks } from '../../support/review-samples.ts'

const everyPage = [
  '/',
  '/apps/shop?plan=now',
  '/apps/calendar',
  '/deployments',
  '/deployments/300',
  '/deployments/296',
  '/deliveries',
  '/deliveries/899',
  '/checks',
  '/checks/46',
  '/previews',
  '/health',
  '/audit',
  '/outbox',
  '/tokens',
  '/nothing-here',
]

describe('every page', () => {
  it.each(everyPage)('%s says its language, has one h1, one main, a title, and headings in order', async path => {
    const { html } = await dashboardSite().page(path, { headers: { accept: 'text/html' } })
    expect(html).toMatch(/^<!doctype html><html lang="en">/)
    expect(html.match(/<h1[ >]/g)).toHaveLength(1)
    expect(html.match(/<main /g)).toHaveLength(1)
    expect(html).toMatch(/<title>[^<]+ · Redhook<\/title>/)
    expect(html.indexOf('<h1')).toBeLessThan(html.includes('<h2') ? html.indexOf('<h2') : Number.POSITIVE_INFINITY)
  })

  it.each(everyPage)('%s asks nothing of another origin, and has no inline script or style', async path => {
    const { html, headers } = await dashboardSite().page(path, { headers: { accept: 'text/html' } })
    // Links to a pull request and to a preview: nothing that is asked before somebody follows them.
    const own = html.replace(/<a href="https?:[^"]*"/g, '<a')
    const asked = [...own.matchAll(/\s(?:src|href|action)="([^"]*)"/g)].map(([, url]) => url)
    expect(asked.filter(url => !/^[/#](?!\/)/.test(url ?? ''))).toEqual([])
    expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/)
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
  })

  it.each(everyPage)('%s uses each id once', async path => {
    const { html } = await dashboardSite().page(path, { headers: { accept: 'text/html' } })
    const ids = [...html.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id)
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([])
  })

  it('carries the position of the events it was drawn at, so that the script misses nothing', async () => {
    expect((await dashboardSite().page('/')).html).toContain('data-position="77"')
  })

  it('goes on in a log after its last line while the deployment runs', async () => {
    const { html } = await dashboardSite().page('/deployments/298')
    expect(html).toContain('data-position="77;298:60"')
    expect(html).toContain('data-log="/api/v1/deployments/298/events"')
    expect((await dashboardSite().page('/deployments/300')).html).not.toContain('data-log=')
  })
})

describe('weight', () => {
  it('has the first page with 200 apps under 60 KB over the wire, with everything it asks for', async () => {
    const { app, page } = dashboardSite({ house: { apps: () => sampleApps(200) } })
    const headers = { 'accept-encoding': 'gzip, br' }
    const first = await app.request('/', { headers })
    const { style, script, icon, modules } = assetUrls()
    let bytes = (await first.arrayBuffer()).byteLength
    for (const url of [style, script, icon, ...modules]) {
      bytes += (await (await app.request(url, { headers })).arrayBuffer()).byteLength
    }
    expect(first.headers.get('content-encoding')).toBe('br')
    expect(bytes).toBeLessThan(60_000)
    // Browsers without brotli.
    expect(gzipSync((await page('/')).html).byteLength).toBeLessThan(40_000)
  })

  it('has files that are kept for good, under the hash of what is in them', async () => {
    const { app } = dashboardSite()
    const { style, script, icon } = assetUrls()
    for (const url of [style, script, icon]) {
      const answer = await app.request(url)
      expect(answer.status).toBe(200)
      expect(answer.headers.get('cache-control')).toContain('immutable')
    }
    expect((await app.request('/assets/0123456789abcdef.css')).status).toBe(404)
    expect((await app.request('/assets/..%2f..%2fdashboard.tsx')).status).toBe(404)
  })

  it('has scripts that find each other under the names they are served by', async () => {
    const { app } = dashboardSite()
    const { script, modules } = assetUrls()
    const text = await (await app.request(script)).text()
    const named = [...text.matchAll(/from '\.\/([^']+)'/g)].map(([, name]) => `/assets/${name}`)
    expect(named.length).toBeGreaterThan(3)
    for (const url of named) expect(modules).toContain(url)
  })
})

describe('what is taught where nothing is', () => {
  it('shows the entry to write where the registry lists no app', async () => {
    const { html } = await dashboardSite({ house: { apps: () => [] } }).page('/')
    expect(html).toContain('project: shop')
    expect(html).toContain('redhook check')
  })

  it('shows the webhook to make and the push to send for an app that was never deployed', async () => {
    const settings = () => ({ webhookPath: '/hooks/x1', publicUrl: 'https://deploy.example.org/' })
    const { html } = await dashboardSite({ settings }).page('/apps/calendar')
    expect(html).toContain('https://deploy.example.org/hooks/x1<')
    expect(html).toContain('application/json')
    expect(html).toContain('GITHUB_WEBHOOK_SECRET')
    expect(html).toContain('redhook send acme/calendar')
  })

  it('shows the own URL of a repository with a secret of its own, and the origin the browser came by', async () => {
    const settings = () => ({ webhookPath: '/webhook', hasOwnSecret: () => true })
    const { html } = await dashboardSite({ settings }).page('/apps/calendar')
    expect(html).toContain('http://localhost/webhook/github/acme/calendar<')
    expect(html).not.toContain('GITHUB_WEBHOOK_SECRET')
  })

  it('says on every empty list what to do next', async () => {
    const lists = { listDeployments: () => [], listDeliveries: () => [], listOutbox: () => [], listAudit: () => [] }
    const house = { ...lists, listChecks: () => [], listPreviews: () => [] }
    const { page } = dashboardSite({ house, tokens: { list: () => [] } })
    expect((await page('/deployments')).html).toContain('Nothing was deployed yet')
    expect((await page('/deployments?state=failed')).html).toContain('Show all deployments')
    expect((await page('/deliveries')).html).toContain('redhook send')
    expect((await page('/checks')).html).toContain('checks: true')
    expect((await page('/checks?app=shop')).html).toContain('Show all checks')
    expect((await page('/previews')).html).toContain('previews: true')
    expect((await page('/outbox')).html).toContain('redhook notify test')
    expect((await page('/audit')).html).toContain('Nobody has changed anything yet')
    expect((await page('/tokens')).html).toContain('There is no further token')
  })
})

describe('what one looks for', () => {
  it('says of an app that failed why, beside what runs instead', async () => {
    const { html } = await dashboardSite().page('/')
    const [row = ''] = /<tr[^>]* id="app-search".*?<\/tr>/.exec(html) ?? []
    expect(row).toContain('Rolled back')
    expect(row).toContain('#296: web exited with code 1 after it was started')
  })

  it('says of what somebody did how it ended, in words', async () => {
    const { html } = await dashboardSite().page('/audit')
    const tags = [...html.matchAll(/<\/svg>([^<]+)<\/span><\/td>/g)].map(([, words]) => words)
    expect(tags).toEqual(['Done', 'Refused, 403'])
  })

  it('says of an ignored push why nothing happened', async () => {
    expect((await dashboardSite().page('/deliveries/899')).html).toContain('is not the branch of any app')
  })

  it('shows what failed, what to do, and the last lines of the log first', async () => {
    const { html } = await dashboardSite().page('/deployments/296')
    expect(html.indexOf('web exited with code 1')).toBeLessThan(html.indexOf('id="plan"'))
    expect(html).toContain('Cannot find module')
    expect(html).toContain('What to do:')
    expect(html).toContain('<span class="f1">Error:</span>')
  })

  it('filters apps by state and by words, and keeps both in the links', async () => {
    const { page } = dashboardSite()
    const { html } = await page('/?state=held&q=mail')
    expect(html).toContain('id="app-mailer"')
    expect(html).not.toContain('id="app-shop"')
    expect(html).toContain('/?state=failing&amp;q=mail')
    expect((await page('/?q=zzz')).html).toContain('No app matches')
  })

  it('pages through deployments from the newest to the oldest', async () => {
    const { page } = dashboardSite()
    const { html } = await page('/deployments')
    expect(html).toContain('href="/deployments?before=251"')
    expect((await page('/deployments?before=190')).html).not.toContain('rel="next"')
  })

  it('asks for the plan only where somebody wants it, and says what keeps it from being made', async () => {
    let asked = 0
    const plan = () => {
      asked += 1
      return dashboardHouse().plan('shop')
    }
    const { page } = dashboardSite({ house: { plan } })
    await page('/apps/shop')
    expect(asked).toBe(0)
    expect((await page('/apps/shop?plan=now')).html).toContain('docker compose -p redshop')
    const broken = dashboardSite({ house: { plan: () => Promise.reject(new Error('secret detail')) } })
    expect((await broken.page('/apps/shop?plan=now')).status).toBe(200)
  })

  it('has the browser ask again for checks until the last of them is over', async () => {
    const listChecks: House['listChecks'] = ({ app }) =>
      sampleChecks(sampleNow).filter(({ state }) => app === undefined || state === 'succeeded')
    const { page } = dashboardSite({ house: { listChecks } })
    expect((await page('/checks')).headers.get('refresh')).toBe('5')
    expect((await page('/checks?app=shop')).headers.get('refresh')).toBeNull()
  })

  it('gives the script one row alone', async () => {
    const { page } = dashboardSite()
    const { html } = await page('/?part=blog')
    expect(html).toContain('id="app-blog"')
    expect(html).not.toContain('id="app-shop"')
    expect((await page('/deployments?part=300')).html).toContain('id="deployment-300"')
  })

  it('searches in a log, and gives it as a file that no browser runs', async () => {
    const { page } = dashboardSite()
    const { html } = await page('/deployments/300?q=done')
    expect(html.match(/<li class="std(?:out|err)">/g)).toHaveLength(6)
    const file = await page('/deployments/300/log')
    expect(file.headers.get('content-type')).toBe('text/plain; charset=utf-8')
    expect(file.headers.get('content-disposition')).toBe('attachment; filename="deployment-300.log"')
    expect(file.html.trimEnd().split('\n')).toHaveLength(60)
  })

  it('shows the end of a long log and says how much there is', async () => {
    const readLog = async function* () {
      for (let n = 1; n <= 1_000; n++)
        yield { at: sampleNow, step: 'build' as const, stream: 'stdout' as const, text: `line ${n}` }
    }
    const { html } = await dashboardSite({ house: { readLog } }).page('/deployments/300')
    expect(html).toContain('line 1000<')
    expect(html).not.toContain('line 700<')
    expect(html).toContain('The last 300 of 1,000 lines')
  })

  it('reads no more of a long log than it shows, unless something is searched in it', async () => {
    const line = (number: number, text: string) => ({
      ...{ line: number, at: sampleNow, step: 'build' as const, stream: 'stdout' as const },
      text,
    })
    const asked: number[] = []
    const house: Partial<House> = {
      getDeployment: id => sampleDeployment(id, { state: 'running' }),
      readLog: async function* () {
        yield line(7, 'far away')
      },
      readLogEnd: async (_, most) => {
        asked.push(most)
        return { lines: Array.from({ length: most }, (_, index) => line(99_701 + index, 'near')), last: 100_000 }
      },
    }
    const { page } = dashboardSite({ house })
    const { html } = await page('/deployments/300')
    expect(asked).toEqual([300])
    expect(html).toContain('The last 300 of 100,000 lines')
    expect(html).toContain('data-position="77;300:100000"')
    expect(html).not.toContain('far away')
    expect((await page('/deployments/300?q=away')).html).toContain('far away')
    expect((await page('/deployments/300?log=all')).html).toContain('far away')
  })

  it.each(['/apps/nobody', '/deployments/999999', '/deployments/x', '/deliveries/0', '/deployments/-1'])(
    '%s answers 404 on a page with the next action',
    async path => {
      const { status, html } = await dashboardSite().page(path)
      expect(status).toBe(404)
      expect(html).toContain('_UNKNOWN')
    },
  )

  it('tells nobody what a mistake of ours was about, but the log', async () => {
    const house = {
      apps: () => {
        throw new Error('the password is hunter2')
      },
    }
    const { page, told } = dashboardSite({ house })
    const { status, html } = await page('/')
    expect(status).toBe(500)
    expect(html).not.toContain('hunter2')
    expect(told).toHaveLength(1)
  })

  it('counts time on for what runs', async () => {
    const deployment = sampleDeployment(400, { state: 'running' })
    const { html } = await dashboardSite({ house: { getDeployment: () => deployment } }).page('/deployments/400')
    expect(html).toContain(`data-since="${deployment.startedAt}"`)
  })
})
