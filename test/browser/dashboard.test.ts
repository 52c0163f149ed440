import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findBarriers, openBrowser, shoot } from '../support/browser.ts'
import { dashboardSite } from '../support/dashboard-site.ts'
import { composeFile, sampleApp } from '../support/sample-app.ts'
import { openSandbox, type Repository, type Sandbox, type Server } from '../support/sandbox.ts'

// One house and one browser for all: what happens in one test is what the next one looks at.
const stack = new AsyncDisposableStack()
let box: Sandbox
let server: Server
let browser: Awaited<ReturnType<typeof openBrowser>>
let context: BrowserContext
let page: Page
let shop: Repository
let name: string
let slow: string
let slowRepository: Repository
let port: number
const foreign: string[] = []
const complaints: string[] = []

const at = (path: string) => `${server.url}${path}`

// As text: the browser's names are not those of the tests.
const focused = 'document.activeElement?.textContent.trim()'
const tooWide = 'document.documentElement.scrollWidth - document.documentElement.clientWidth'

async function signIn(of: Page): Promise<void> {
  await of.goto(at('/sign-in'))
  await of.fill('#token', box.token)
  await of.click('text=Sign in with a token')
  await of.waitForURL(at('/'))
}

const samples = 'http://samples.test'

/** Pages of plain data, for what this house has none of: nothing listens there, and nobody else is asked. */
async function showSamples(of: BrowserContext): Promise<void> {
  const { app } = dashboardSite({ house: { strangerOf: () => ({ repository: 'acme/blog', apps: ['blog'] }) } })
  await of.route(`${samples}/**`, async route => {
    const answer = await app.request(route.request().url().slice(samples.length))
    const body = Buffer.from(await answer.arrayBuffer())
    await route.fulfill({ status: answer.status, headers: Object.fromEntries(answer.headers), body })
  })
}

/** A page that somebody else looks at, marked so that a reload would be noticed. */
async function openLive(path: string): Promise<Page> {
  const of = await context.newPage()
  watch(of)
  await of.goto(at(path))
  await of.waitForSelector('body[data-connection=live]')
  await of.evaluate(() => Object.assign(globalThis, { notReloaded: true }))
  return of
}

function watch(of: Page): void {
  of.on('request', request => {
    const isOwn = [server.url, samples, 'data:'].some(start => request.url().startsWith(start))
    if (!isOwn) foreign.push(request.url())
  })
  of.on('pageerror', error => complaints.push(String(error)))
  of.on('console', message => {
    if (message.type() === 'error' && /Content Security Policy|Refused/.test(message.text()))
      complaints.push(message.text())
  })
}

beforeAll(async () => {
  box = stack.use(await openSandbox())
  name = box.project('shop')
  slow = box.project('slow')
  port = await box.freePort()
  shop = box.repository('shop', sampleApp(port))
  slowRepository = box.repository('slow', {
    ...sampleApp(await box.freePort()),
    Dockerfile: 'FROM redhook-test/busybox:1\nCOPY page.txt /www/index.html\nRUN echo begun; sleep 600\n',
  })
  box.registry({
    'acme/shop': { path: shop.checkout, project: name, health: { timeout: '2m' } },
    'acme/slow': { path: slowRepository.checkout, project: slow },
    'acme/new': {
      path: box.path('srv/new'),
      url: 'https://git.example.org/acme/new.git',
      project: 'new',
      branch: 'main',
    },
  })
  server = await box.start()
  browser = stack.use(await openBrowser())
  context = await browser.open()
  page = await context.newPage()
  watch(page)
})

afterAll(() => stack.disposeAsync())

describe('the dashboard in Chromium', () => {
  it('asks who comes, and lets in who has the token', async () => {
    await page.goto(at('/'))
    expect(new URL(page.url()).pathname).toBe('/sign-in')
    await shoot(page, 'sign-in-light')
    expect(await findBarriers(page)).toEqual([])
    await signIn(page)
    expect(await page.textContent('h1')).toBe('Apps')
  })

  it('teaches the webhook of an app that was never deployed', async () => {
    await page.goto(at('/apps/new'))
    expect(await page.textContent('.empty')).toContain(`${server.url}/webhook`)
    await shoot(page, 'never-deployed-light')
  })

  it('shows a push go from queued to live without a reload', async () => {
    await page.goto(at('/'))
    await page.waitForSelector('body[data-connection=live]')
    await page.evaluate(() => Object.assign(globalThis, { notReloaded: true }))
    const after = shop.push({ 'page.txt': 'v2' }, { message: 'Say v2 <b>loudly</b>' })
    const { body } = await server.deliver(shop, { after })
    const row = page.locator(`[id="app-${name}"]`)
    await row.locator('.state-running, .state-queued').first().waitFor({ timeout: 60_000 })
    await row.locator('.state-succeeded').waitFor({ timeout: 60_000 })
    expect(await row.textContent()).toContain('Say v2 <b>loudly</b>')
    expect(await row.textContent()).toContain('Ada Dev')
    expect(await page.evaluate(() => 'notReloaded' in globalThis)).toBe(true)
    expect(body.deployments).toHaveLength(1)
  })

  it('says why a push was ignored', async () => {
    await server.deliver(shop, { branch: 'feature/other', after: 'a'.repeat(40) })
    await page.goto(at('/deliveries'))
    const first = page.locator('.deliveries tbody tr').first()
    expect(await first.textContent()).toContain('Ignored')
    expect(await first.textContent()).toContain('feature/other')
    await first.locator('a').first().click()
    expect(await page.textContent('.reason')).toContain('feature/other')
  })

  it('shows a broken push roll back, with its evidence and its log as it grows', async () => {
    const broken = composeFile(port).replace(
      'init: true',
      'init: true\n    command: ["sh", "-c", "echo the database is away; exit 3"]',
    )
    const after = shop.push({ 'docker-compose.prod.yml': broken })
    const { body } = await server.deliver(shop, { after })
    const id = body.deployments?.[0]?.id ?? 0
    await page.goto(at(`/deployments/${id}`))
    await page.locator('.state-rolled_back').waitFor({ timeout: 60_000 })
    await page.locator('.evidence', { hasText: 'the database is away' }).first().waitFor()
    expect(await page.textContent('.failure-hint')).toContain('What to do:')
    expect(await page.locator('#log-lines li').count()).toBeGreaterThan(3)
    const written = (await server.log(id)).split('\n').length
    await expect.poll(() => page.locator('#log-lines li').count(), { timeout: 60_000 }).toBe(Math.min(written, 300))
  })

  it('cancels a running build', async () => {
    const { body } = await server.deliver(slowRepository, { after: slowRepository.push({ 'page.txt': 'x' }) })
    const id = body.deployments?.[0]?.id ?? 0
    await page.goto(at(`/deployments/${id}`))
    await page.locator('#log-lines', { hasText: 'begun' }).waitFor({ timeout: 60_000 })
    await page.click('summary:has-text("Cancel")')
    await page.click('dialog button:has-text("Cancel it")')
    await page.locator('.state-cancelled').waitFor({ timeout: 60_000 })
  })

  it('locks and unlocks, by keyboard alone, and others see both where they are', async () => {
    const apps = await openLive('/')
    const app = await openLive(`/apps/${name}`)
    await page.goto(at(`/apps/${name}`))
    await page.locator('#action-lock summary').focus()
    await page.keyboard.press('Enter')
    await page.locator('dialog').waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(() => page.evaluate<string>(focused)).toBe('Lock')
    await page.keyboard.press('Enter')
    await page.locator('#lock-reason').focus()
    await page.keyboard.type('demo for a customer')
    await page.keyboard.press('Enter')
    await page.locator('.flash', { hasText: 'Locked.' }).waitFor()
    expect(await page.textContent('#app-head')).toContain('demo for a customer')
    expect(await page.locator('#action-deploy').count()).toBe(0)
    const seen = [apps.locator(`[id="app-${name}"]`), app.locator('#app-head')]
    for (const part of seen) await part.filter({ hasText: 'demo for a customer' }).waitFor({ timeout: 60_000 })
    expect(await app.locator('#action-unlock').count()).toBe(1)
    await page.locator('#action-unlock summary').focus()
    await page.keyboard.press('Enter')
    await page.locator('dialog button[type=submit]').press('Enter')
    await page.locator('.flash', { hasText: 'Unlocked.' }).waitFor()
    for (const part of seen) await part.filter({ hasNotText: 'demo for a customer' }).waitFor({ timeout: 60_000 })
    for (const other of [apps, app]) {
      expect(await other.evaluate(() => 'notReloaded' in globalThis)).toBe(true)
      await other.close()
    }
  })

  it('rolls back by hand', async () => {
    await server.deploy(shop, { 'docker-compose.prod.yml': composeFile(port), 'page.txt': 'v3' })
    await page.goto(at(`/apps/${name}`))
    await page.locator('.versions summary').first().click()
    await page.click('dialog button:has-text("Go back")')
    await page.waitForURL(/deployments\/\d+\?done=rollback/)
    await page.locator('.state-succeeded').waitFor({ timeout: 60_000 })
  })

  it('goes to the search with a slash, and first of all to the content', async () => {
    await page.goto(at('/'))
    await page.keyboard.press('Tab')
    expect(await page.evaluate<string>(focused)).toBe('Skip to the content')
    await page.keyboard.press('/')
    await page.keyboard.type('slow')
    expect(await page.locator('.apps tbody tr:visible').count()).toBe(1)
  })

  it('says when the connection is lost, and when it is back', async () => {
    await page.goto(at('/'))
    await page.waitForSelector('body[data-connection=live]')
    await context.setOffline(true)
    await page.evaluate(`document.dispatchEvent(new Event('visibilitychange'))`)
    await page.locator('#connection').waitFor({ timeout: 60_000 })
    await context.setOffline(false)
    await page.waitForSelector('body[data-connection=live]', { timeout: 60_000 })
  })

  it('does the same without JavaScript', async () => {
    const plain = await browser.open({ javaScriptEnabled: false })
    const other = await plain.newPage()
    await signIn(other)
    await other.goto(at(`/apps/${name}`))
    await other.click('#action-lock summary')
    await other.fill('#lock-reason', 'no script here')
    await other.click('#action-lock button[type=submit]')
    expect(await other.textContent('#app-head')).toContain('no script here')
    await other.click('#action-unlock summary')
    await other.click('#action-unlock button[type=submit]')
    expect(await other.textContent('.flash')).toContain('Unlocked.')
    await plain.close()
  })

  it.each(['light', 'dark', 'phone'] as const)(
    'has no barrier on any page and nothing wider than the screen: %s',
    async look => {
      const colorScheme = look === 'dark' ? 'dark' : 'light'
      const size = look === 'phone' ? { viewport: { width: 390, height: 844 } } : {}
      const own = await browser.open({ colorScheme, ...size, storageState: await context.storageState() })
      await showSamples(own)
      const one = await own.newPage()
      watch(one)
      const deployments = await server.deployments(name)
      const rolledBack = deployments.find(({ status }) => status === 'rolled_back')?.id ?? 0
      const pages = {
        apps: '/',
        app: `/apps/${name}?plan=now`,
        'app-new': '/apps/new',
        deployments: '/deployments',
        'deployment-failed': `/deployments/${rolledBack}`,
        deployment: `/deployments/${deployments[0]?.id}`,
        deliveries: '/deliveries',
        delivery: '/deliveries/1',
        health: '/health',
        outbox: '/outbox',
        audit: '/audit',
        tokens: '/tokens',
        missing: '/nothing-here',
        checks: `${samples}/checks`,
        check: `${samples}/checks/46`,
        previews: `${samples}/previews`,
        'delivery-of-a-stranger': `${samples}/deliveries/899`,
      }
      for (const [title, path] of Object.entries(pages)) {
        await one.goto(new URL(path, server.url).href)
        await shoot(one, `${title}-${look}`)
        if (look !== 'phone') expect.soft(await findBarriers(one), path).toEqual([])
        const width = await one.evaluate<number>(tooWide)
        expect.soft(width, `${path} is wider than the screen`).toBe(0)
      }
      await own.close()
    },
  )

  it('would be told of a barrier by axe', async () => {
    await page.goto(at('/'))
    await page.evaluate(`document.querySelector('[data-search]').removeAttribute('aria-label');
      document.querySelector('[data-search]').removeAttribute('placeholder')`)
    expect((await findBarriers(page)).join()).toContain('label')
  })

  it('asked nothing of anybody else, and broke no rule of its own policy', () => {
    expect(foreign).toEqual([])
    expect(complaints).toEqual([])
  })
})
