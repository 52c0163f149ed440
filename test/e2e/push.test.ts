import { describe, expect, it } from 'vitest'
import { publishedFile, sampleApp } from '../support/sample-app.ts'
import { openSandbox, serves } from '../support/sandbox.ts'

describe('a signed push', () => {
  it('becomes a healthy Compose project, and the next one rebuilds what changed', async () => {
    await using box = await openSandbox()
    const port = await box.freePort()
    const shop = box.repository('shop', sampleApp(port, 'v1', { 'docker-compose.prod.yml': publishedFile(port) }))
    box.owns('redshop')
    box.registry({ 'acme/shop': { path: shop.checkout, project: 'shop' } })
    const server = await box.start()

    const first = await server.deploy(shop, {})
    expect(first).toMatchObject({ status: 'succeeded', project: 'redshop', color: 'red', plan: { action: 'build' } })
    await serves(port, 'v1')

    const second = await server.deploy(shop, { 'page.txt': 'v2' })
    expect(second).toMatchObject({
      status: 'succeeded',
      plan: { action: 'build', services: [{ service: 'web', action: 'build', reasons: [{ rule: 'context' }] }] },
      outcome: [{ service: 'web', built: 'new', container: 'recreated' }],
    })
    await serves(port, 'v2')

    const third = await server.deploy(shop, { 'notes.txt': 'in no image' })
    expect(third).toMatchObject({ status: 'skipped', plan: { action: 'skip' } })

    expect(await server.stop()).toBe(0)
  })
})
