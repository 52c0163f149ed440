import { createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { containersOf } from '../support/containers.ts'
import { composeFile, publishedFile, sampleApp } from '../support/sample-app.ts'
import { serves } from '../support/sandbox.ts'
import { openTestHouse, rulesOf, type TestHouse } from '../support/test-house.ts'

const published = (port: number) => sampleApp(port, 'v1', { 'docker-compose.prod.yml': publishedFile(port) })

describe.concurrent('colors', () => {
  let house: TestHouse
  beforeAll(async () => {
    house = await openTestHouse()
  })
  afterAll(() => house[Symbol.asyncDispose]())

  it('deploys the other project with a full build when COLOR changes, and leaves the old one to the operator', async () => {
    const bluePort = await house.box.freePort()
    const files = (port: number) => ({ ...sampleApp(port), 'docker-compose.prod.yml': composeFile('${PORT}') })
    const app = await house.app('colors', { files })
    app.write({ '.env': `PORT=${app.port}\n` })
    expect(await app.deploy({})).toMatchObject({ status: 'succeeded', project: app.red, color: 'red' })
    const red = await containersOf(app.red)

    app.write({ '.env': `COLOR=blue\nPORT=${bluePort}\n` })
    const blue = await app.deploy({ 'page.txt': 'v2' })
    expect(blue).toMatchObject({ status: 'succeeded', project: app.blue, color: 'blue', plan: { action: 'build' } })
    expect(blue.plan?.reasons).toEqual([
      { rule: 'color-changed', evidence: app.red, text: `the color changed: ${app.red} was deployed last` },
    ])
    expect(blue.plan?.warnings).toEqual([`${app.red} keeps running. This stops it: docker compose -p ${app.red} down`])
    await serves(bluePort, 'v2')
    await app.serves('v1')
    expect(await containersOf(app.red)).toEqual(red)

    const next = await app.deploy({ 'page.txt': 'v3' })
    expect(next).toMatchObject({ project: app.blue, plan: { action: 'build', warnings: [] } })
    expect(rulesOf(next)).toEqual(['context'])

    app.write({ '.env': `COLOR=red\nPORT=${app.port}\n` })
    const back = await app.deploy({ Dockerfile: `${sampleApp(0).Dockerfile}# back to red\n` })
    expect(back, 'red has a base of its own').toMatchObject({ status: 'succeeded', project: app.red })
    expect(rulesOf(back)).toEqual(['dockerfile', 'context'])
    await app.serves('v3')
  })

  it('names container and port when the old color is in the way, and goes on once it is stopped', async () => {
    const app = await house.app('inway', { files: published })
    await app.deploy({})
    const [red] = await containersOf(app.red)
    app.write({ '.env': 'COLOR=blue\n' })
    const failed = await app.deploy({ 'page.txt': 'v2' })
    expect(failed).toMatchObject({
      status: 'failed',
      project: app.blue,
      error: {
        code: 'PORT_TAKEN',
        message: `Port ${app.port} is taken by the container ${red?.name}`,
        hint: expect.stringContaining(`docker compose -p ${app.red} stop`),
      },
    })
    expect(await containersOf(app.red), 'red is never touched').toEqual([red])
    await app.serves('v1')

    app.write({ '.env': '' })
    expect(await app.request(), 'and red is what is deployed again').toMatchObject({
      status: 'succeeded',
      project: app.red,
    })
  })

  it('names the process that holds a port', async () => {
    const app = await house.app('held', { files: published })
    const holder = createServer()
    await new Promise<void>(resolve => holder.listen(app.port, '127.0.0.1', resolve))
    try {
      const failed = await app.deploy({})
      expect(failed).toMatchObject({ status: 'failed', error: { code: 'PORT_TAKEN' } })
      expect(failed.error?.message).toMatch(`Port ${app.port} is taken by the process node`)
      expect(failed.error?.message).toContain(`(${process.pid})`)
    } finally {
      await new Promise(resolve => holder.close(resolve))
    }
    expect(await app.request()).toMatchObject({ status: 'succeeded' })
  })
})
