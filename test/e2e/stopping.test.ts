import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { containersOf, type LiveApp, openLiveApp } from '../support/live-app.ts'
import { dockerfile } from '../support/sample-app.ts'
import { openSandbox, type Server, served, serves } from '../support/sandbox.ts'

/** Pushes a version whose build takes that long, also where the engine remembers an earlier run's, and waits until it builds. */
async function buildFor({ server, repository }: LiveApp, seconds: number, page: string): Promise<number> {
  const files = { 'page.txt': page, Dockerfile: dockerfile(`RUN sleep ${seconds} && echo ${page} ${randomUUID()}`) }
  const { body } = await server.deliver(repository, { after: repository.push(files) })
  const id = body.deployments?.[0]?.id ?? 0
  await server.until(id, ({ steps }) => steps.some(({ name }) => name === 'build'))
  return id
}

/** Whether it still takes deliveries, once asked to stop. */
async function takes(server: Server, { repository }: LiveApp): Promise<boolean> {
  return server.deliver(repository).then(
    ({ status }) => status !== 503,
    () => false,
  )
}

describe.concurrent('asked to stop', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('%s while idle ends it at once, with exit code 0', async signal => {
    await using box = await openSandbox()
    const repository = box.repository('shop', { 'page.txt': 'v1' })
    box.registry({ 'acme/shop': { path: repository.checkout, project: 'shop', command: [['true']] } })
    const server = await box.start()
    await server.deploy(repository, {})
    const startedAt = performance.now()
    expect(await server.stop(signal)).toBe(0)
    // Half a second where the machine has nothing else to do; far from the 20 s that a running step may take.
    expect(performance.now() - startedAt).toBeLessThan(15_000)
  })

  it.each(['went away', 'stopped reading'])('ends although the reader of its output %s', async what => {
    await using box = await openSandbox()
    const repository = box.repository('shop', { 'page.txt': 'v1' })
    box.registry({ 'acme/shop': { path: repository.checkout, project: 'shop', command: [['true']] } })
    const server = await box.start({ args: ['--debug'] })
    if (what === 'went away') server.process.stdout?.destroy()
    else server.process.stdout?.pause()
    // A line of some 300 bytes each: more than the system keeps for a reader.
    const push = { branch: 'other', after: 'c'.repeat(40) }
    for (let round = 0; round < 10; round++)
      await Promise.all(Array.from({ length: 50 }, () => server.deliver(repository, push)))
    const startedAt = performance.now()
    expect(await server.stop('SIGTERM')).toBe(0)
    expect(performance.now() - startedAt).toBeLessThan(15_000)
  })

  it('lets a build end, and leaves the rest to the next start', async () => {
    await using live = await openLiveApp()
    const { server, box, port, project } = live
    const old = containersOf(project)
    const id = await buildFor(live, 10, 'v2')
    const exit = server.stop()
    await server.says('stopping: ')
    expect(await takes(server, live)).toBe(false)
    expect(await exit).toBe(0)
    expect(containersOf(project)).toEqual(old)
    expect(await served(port)).toBe('v1')

    const next = await box.start()
    expect(await next.settled(id)).toMatchObject({ status: 'succeeded', attempts: 1 })
    await serves(port, 'v2')
    expect(await next.deployments()).toHaveLength(2)
  })

  it('a push that waits is still there after the next start, and overtakes the one that was interrupted', async () => {
    await using live = await openLiveApp()
    const { server, box, repository, port } = live
    const id = await buildFor(live, 100, 'v2')
    const { body } = await server.deliver(repository, {
      after: repository.push({ 'page.txt': 'v3', Dockerfile: dockerfile() }),
    })
    const newest = body.deployments?.[0]?.id ?? 0
    expect(await server.stop()).toBe(0)

    const next = await box.start()
    expect(await next.settled(newest)).toMatchObject({ status: 'succeeded', attempts: 1 })
    expect(await next.deployment(id)).toMatchObject({ status: 'superseded', supersededBy: newest })
    await serves(port, 'v3')
  })

  it('a build that takes too long is ended, and its deployment goes on with the next start', async () => {
    await using live = await openLiveApp()
    const { server, box, port, repository } = live
    const id = await buildFor(live, 100, 'v2')
    const startedAt = performance.now()
    expect(await server.stop()).toBe(0)
    expect(performance.now() - startedAt).toBeLessThan(60_000)

    // What is pushed meanwhile is what the next start finds at the tip.
    repository.push({ Dockerfile: dockerfile() })
    const next = await box.start()
    expect(await next.settled(id)).toMatchObject({ status: 'succeeded', attempts: 1 })
    await serves(port, 'v2')
  })
})
