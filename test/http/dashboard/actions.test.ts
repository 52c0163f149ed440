import { describe, expect, it } from 'vitest'
import type { Actor } from '../../../src/core/access/actor.ts'
import { RedhookError } from '../../../src/core/errors.ts'
import type { House } from '../../../src/pipeline/house.ts'
import type { CheckRun } from '../../../src/pipeline/ports/check-store.ts'
import { sampleDeployment, sampleNow } from '../../support/dashboard-house.ts'
import { admin, dashboardSite } from '../../support/dashboard-site.ts'
import { sampleChecks } from '../../support/review-samples.ts'

const viewer: Actor = { ...admin, name: 'vera', role: 'view' }
const deployer: Actor = { ...admin, name: 'dora', role: 'deploy' }
const everybody: Actor = { name: 'public', role: 'view', via: 'public', seesLogs: false }

/** A house that writes down what it is asked for. */
function listening() {
  const asked: unknown[][] = []
  const note =
    <T>(name: string, answer: T) =>
    (...words: unknown[]) => {
      asked.push([name, ...words])
      return answer
    }
  const queued = Promise.resolve(sampleDeployment(41))
  const house = {
    requestDeployment: note('deploy', queued),
    requestRollback: note('rollback', queued),
    startDetour: note('detour', queued),
    endDetour: note('back', queued),
    lock: note('lock', undefined),
    unlock: note('unlock', undefined),
    cancel: note('cancel', queued),
    retry: note('retry', queued),
    redeliver: note('redeliver', Promise.resolve(undefined)),
    acceptRepository: note('accept', Promise.resolve(undefined)),
  } as unknown as Partial<House>
  return { house, asked }
}

describe('a form', () => {
  it.each([
    ['/apps/shop/deploy', {}, ['deploy', 'shop', { always: true }, 'dora', undefined], '/deployments/41?done=queued'],
    [
      '/apps/shop/deploy',
      { ref: ' v1.2 ', build: 'all' },
      ['deploy', 'shop', { always: true, build: true }, 'dora', 'v1.2'],
      '/deployments/41?done=queued',
    ],
    [
      '/apps/shop/deploy',
      { build: 'none' },
      ['deploy', 'shop', { always: true, build: false }, 'dora', undefined],
      '/deployments/41?done=queued',
    ],
    ['/apps/shop/rollback', { to: '294' }, ['rollback', 'shop', 294, 'dora'], '/deployments/41?done=rollback'],
    [
      '/apps/shop/lock',
      { reason: 'demo', until: '2h' },
      ['lock', 'shop', { reason: 'demo', until: sampleNow + 7_200_000 }, 'dora'],
      '/apps/shop?done=locked',
    ],
    ['/apps/shop/unlock', {}, ['unlock', 'shop', 'dora'], '/apps/shop?done=unlocked'],
    [
      '/apps/shop/detour',
      { branch: 'feature/x' },
      ['detour', 'shop', { branch: 'feature/x' }, 'dora'],
      '/apps/shop?done=detour',
    ],
    ['/apps/shop/back', {}, ['back', 'shop', 'dora'], '/apps/shop?done=back'],
    ['/deployments/300/cancel', {}, ['cancel', 300, 'dora'], '/deployments/300?done=cancelled'],
    ['/deployments/300/retry', {}, ['retry', 300, 'dora'], '/deployments/41?done=retried'],
    ['/deliveries/899/redeliver', {}, ['redeliver', 899, 'dora'], '/deliveries/899?done=redelivered'],
  ])('%s %j asks the house, leads on, and is written down', async (path, fields, expected, next) => {
    const { house, asked } = listening()
    const { post, audited } = dashboardSite({ house, actor: deployer })
    const { status, headers } = await post(path, fields as Record<string, string>)
    expect([status, headers.get('location')]).toEqual([303, next])
    expect(asked).toEqual([expected])
    expect(audited).toHaveLength(1)
  })

  it('accepts a repository for an admin alone, and writes that down', async () => {
    const { house, asked } = listening()
    expect((await dashboardSite({ house, actor: deployer }).post('/deliveries/899/accept')).status).toBe(403)
    expect(asked).toEqual([])
    const { post, audited } = dashboardSite({ house })
    expect((await post('/deliveries/899/accept')).headers.get('location')).toBe('/deliveries/899?done=accepted')
    expect(asked).toEqual([['accept', 899, 'ann']])
    expect(audited).toEqual([{ action: 'acceptRepository', target: '899' }])
    expect((await post('/deliveries/7/accept')).status).toBe(404)
  })

  it.each([
    '/apps/shop/deploy',
    '/apps/shop/lock',
    '/apps/shop/rollback',
    '/deployments/300/cancel',
    '/deliveries/899/redeliver',
    '/tokens',
  ])('%s is refused to those who may only look, and written down by nobody else', async path => {
    const { house, asked } = listening()
    expect((await dashboardSite({ house, actor: viewer }).post(path)).status).toBe(403)
    expect(asked).toEqual([])
  })

  it('that is not filled in or says nonsense asks for nothing, and says what to correct', async () => {
    const { house, asked } = listening()
    const { post } = dashboardSite({ house })
    expect((await post('/apps/shop/lock')).html).toContain('The reason is missing')
    expect((await post('/apps/shop/lock', { reason: 'x', until: 'soon' })).html).toContain('USAGE')
    expect((await post('/apps/shop/rollback', { to: '../etc' })).status).toBe(400)
    expect((await post('/apps/nobody/deploy')).status).toBe(404)
    expect(asked).toEqual([])
  })

  it('tells why the house refused', async () => {
    const locked = new RedhookError('shop is locked by ann: demo', { code: 'APP_LOCKED', hint: 'Unlock it first.' })
    const { post } = dashboardSite({ house: { requestDeployment: () => Promise.reject(locked) } })
    const { status, html } = await post('/apps/shop/deploy')
    expect(status).toBe(409)
    expect(html).toContain('shop is locked by ann: demo')
    expect(html).toContain('Unlock it first.')
  })

  it('that is too large is not read', async () => {
    const { house } = listening()
    expect((await dashboardSite({ house }).post('/apps/shop/lock', { reason: 'x'.repeat(100_000) })).status).toBe(413)
  })

  it('shows a new token once, in the answer itself', async () => {
    const { post } = dashboardSite()
    const { status, html, headers } = await post('/tokens', { name: 'new', role: 'view' })
    expect(status).toBe(200)
    expect(html).toContain('rh_made')
    expect(headers.get('cache-control')).toBe('no-store')
  })
})

describe('what is shown', () => {
  it('offers nothing to those who may only look', async () => {
    const { page } = dashboardSite({ actor: viewer })
    for (const path of ['/', '/apps/shop', '/deployments/300', '/deliveries/899']) {
      expect((await page(path)).html.replace('action="/sign-out"', '')).not.toMatch(
        /method="post" action="\/(?!sign-out)/,
      )
    }
    expect((await page('/')).html).not.toContain('href="/tokens"')
    expect((await page('/tokens')).status).toBe(403)
    expect((await page('/audit')).status).toBe(403)
  })

  it('offers to unlock a locked app, and neither deploys nor goes back', async () => {
    const { html } = await dashboardSite().page('/apps/accounts')
    expect(html).toContain('action="/apps/accounts/unlock"')
    expect(html).not.toContain('action="/apps/accounts/deploy"')
    expect(html).not.toContain('action="/apps/accounts/rollback"')
  })

  it('offers an admin to accept a repository that is refused, with what it would deploy; others read whom to ask', async () => {
    const house = { strangerOf: () => ({ repository: 'acme/blog', apps: ['blog', 'diary'] }) }
    const button = 'action="/deliveries/899/accept"'
    const { html } = await dashboardSite({ house }).page('/deliveries/899')
    expect(html).toContain(button)
    expect(html).toContain('href="/apps/diary"')
    for (const actor of [viewer, deployer]) {
      const seen = (await dashboardSite({ house, actor }).page('/deliveries/899')).html
      expect(seen).not.toContain(button)
      expect(seen).toContain('ask an admin to accept it')
    }
    const led = (await dashboardSite({ house }).page('/deliveries/900')).html
    expect(led + (await dashboardSite().page('/deliveries/899')).html).not.toContain('/accept"')
  })

  it('offers no retry of a check that only the label of a fork lets run', async () => {
    const check = (changes: Partial<CheckRun>) => {
      const [sample] = sampleChecks(sampleNow).filter(({ isFork }) => isFork)
      return dashboardSite({ house: { getCheck: () => sample && { ...sample, ...changes } } }).page('/checks/44')
    }
    expect((await check({})).html).not.toContain('/retry')
    expect((await check({ attempts: 1 })).html).toContain('/retry')
  })

  it('shows neither logs, nor evidence lines, nor what concerns the house to the public', async () => {
    const { page } = dashboardSite({ actor: everybody })
    const { html } = await page('/deployments/296')
    expect(html).not.toContain('Cannot find module')
    expect(html).not.toContain('id="log-lines"')
    expect(html).toContain('Logs are not public')
    expect((await page('/')).html).not.toContain('href="/deliveries"')
    expect((await page('/apps/shop?plan=now')).html).not.toContain('docker compose')
  })

  it('says what was done in its own words only', async () => {
    const { page } = dashboardSite()
    expect((await page('/apps/shop?done=locked')).html).toContain('Pushes are recorded and wait.')
    for (const done of ['toString', '__proto__', '<b>pwned', 'You%20won']) {
      expect((await page(`/apps/shop?done=${done}`)).html).not.toContain('class="flash')
    }
  })
})
