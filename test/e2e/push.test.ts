import { describe, expect, it } from 'vitest'
import { sampleApp } from '../support/sample-app.ts'
import { openSandbox, serves } from '../support/sandbox.ts'

describe('a signed push', () => {
  it('becomes a healthy Compose project, and the next one that touches a trigger is built', async () => {
    await using box = await openSandbox()
    const port = await box.freePort()
    const shop = box.repository('shop', sampleApp(port))
    box.owns('redshop')
    box.registry({ 'acme/shop': { path: shop.checkout, project: 'shop' } })
    const server = await box.start()

    const first = await server.deploy(shop, {})
    expect(first).toMatchObject({ status: 'succeeded', project: 'redshop', color: 'red', plan: { action: 'build' } })
    await serves(port, 'v1')

    const second = await server.deploy(shop, {
      'page.txt': 'v2',
      Dockerfile: `${sampleApp(port).Dockerfile}# touched\n`,
    })
    expect(second).toMatchObject({ status: 'succeeded', plan: { action: 'build', reasons: [{ rule: 'trigger' }] } })
    await serves(port, 'v2')

    const third = await server.deploy(shop, { 'notes.txt': 'no trigger' })
    expect(third).toMatchObject({ status: 'succeeded', plan: { action: 'up' } })

    expect(await server.stop()).toBe(0)
  })
})
