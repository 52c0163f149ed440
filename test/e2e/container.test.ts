import { beforeAll, describe, expect, it } from 'vitest'
import { buildRedhookImage, startContainerised } from '../support/containerised.ts'
import { startGitHttpServer } from '../support/git-http.ts'
import { publishedFile, serverDockerfile } from '../support/sample-app.ts'
import { openSandbox, serves } from '../support/sandbox.ts'

/** Serves a folder of the checkout: the engine finds it on the host, so the path has to be the same inside and outside. */
const mounted = (port: number) => ({
  Dockerfile: serverDockerfile(),
  'docker-compose.prod.yml': publishedFile(port, '    volumes: ["./www:/www"]\n'),
})

describe('Redhook in its container', () => {
  beforeAll(buildRedhookImage)

  it('deploys to the engine of its host, refuses to deploy itself, and stops in good order', async () => {
    await using box = await openSandbox()
    const [port, own] = [await box.freePort(), await box.freePort()]
    const app = box.project('shop')
    const shop = box.repository('shop', { ...mounted(port), 'www/index.html': 'v1' })
    const itself = box.repository('itself', {
      'docker-compose.yml': 'services: { redhook: { image: redhook:local } }\n',
    })
    await using remotes = await startGitHttpServer(box.path('remotes'))
    for (const { inCheckout, name } of [shop, itself])
      inCheckout('remote', 'set-url', 'origin', remotes.url(`${name.split('/')[1]}.git`))
    const registry = (others: Record<string, unknown>) =>
      box.registry({ 'acme/shop': { path: shop.checkout, project: app }, ...others }, { listen: `127.0.0.1:${own}` })
    registry({})
    await using redhook = await startContainerised(box, own)
    const { client } = redhook

    expect(await client.deploy(shop, {})).toMatchObject({ status: 'succeeded', project: `red${app}` })
    await serves(port, 'v1')
    expect(
      await client.deploy(shop, { 'www/index.html': 'v2', Dockerfile: `${mounted(port).Dockerfile}# 2\n` }),
    ).toMatchObject({
      status: 'succeeded',
      plan: { action: 'build' },
    })
    await serves(port, 'v2')

    const check = await redhook.redhook('check')
    expect(check.stdout, 'a mounted page and a fixed port, as a developer may want them').toContain(
      '0 errors, 2 warnings.',
    )
    expect(check.status).toBe(0)
    expect((await redhook.redhook('status')).stdout).toContain(app)

    registry({ 'acme/itself': { path: itself.checkout, project: redhook.project, color: 'none' } })
    await expect
      .poll(async () => (await client.api('/api/v1/apps')).text(), { timeout: 120_000 })
      .toContain('acme/itself')
    expect(await client.deploy(itself, {})).toMatchObject({
      status: 'failed',
      error: { code: 'SELF_PROJECT', hint: expect.stringContaining(`docker compose -p ${redhook.project}`) },
    })

    expect(await redhook.stop()).toBe(0)
    await serves(port, 'v2')
  })
})
