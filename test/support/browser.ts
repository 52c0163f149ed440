import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import axe from 'axe-core'
import { type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

const root = join(import.meta.dirname, '../..')
/** Where screenshots are kept, to be looked at after a run. */
const shots = join(root, 'screenshots')

/** Debian's Chromium with an empty profile, and nothing of its own to say to the network. */
export async function openBrowser() {
  const folder = mkdtempSync(join(tmpdir(), 'redhook-chromium-'))
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    env: { ...process.env, HOME: folder, XDG_CONFIG_HOME: folder, XDG_CACHE_HOME: folder },
    args: [
      ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-dev-shm-usage'],
    ],
  })
  return {
    open: (options: BrowserContextOptions = {}): Promise<BrowserContext> =>
      browser.newContext({ viewport: { width: 1280, height: 800 }, ...options }),
    async [Symbol.asyncDispose]() {
      await browser.close()
      rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
    },
  }
}

/** Keeps a picture of the whole page. */
export async function shoot(page: Page, name: string): Promise<void> {
  mkdirSync(shots, { recursive: true })
  await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true })
}

/** What axe finds that is serious or worse, as lines. The page's own policy allows no foreign script, so it is put in from outside. */
export async function findBarriers(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  return page.evaluate(async () => {
    interface Found {
      readonly violations: { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[]
    }
    const { axe: inPage } = globalThis as unknown as { axe: { run(): Promise<Found> } }
    const { violations } = await inPage.run()
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) =>
        nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`),
      )
  })
}
