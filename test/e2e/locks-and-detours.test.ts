import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LiveApp, openLiveApp } from '../support/live-app.ts'
import { sampleApp } from '../support/sample-app.ts'
import { type DeploymentJson, serves } from '../support/sandbox.ts'

describe('an app that is held, or led elsewhere', () => {
  let live: LiveApp
  beforeAll(async () => {
    live = await openLiveApp()
  })
  afterAll(() => live[Symbol.asyncDispose]())

  const post = async (what: string, body: object) => {
    const answer = await live.server.api(`/api/v1/apps/${live.app}/${what}`, {
      method: 'POST',
      body: JSON.stringify(body),
    })
    return { status: answer.status, body: (await answer.json()) as { id: number; code?: string; detail?: string } }
  }
  const redhook = async (...args: string[]) => {
    const { status, stdout, stderr } = await live.box.cli([...args, '--follow', '--json'])
    expect(status, stderr).toBe(0)
    return JSON.parse(stdout) as DeploymentJson
  }
  const branchOf = () => live.repository.inCheckout('symbolic-ref', '--short', 'HEAD')
  const page = (text: string) => sampleApp(live.port, text)

  it('waits while it is locked, refuses people, and deploys the newest push when the lock ends by itself', async () => {
    const { server, repository, port, app } = live
    const pushes = [repository.push(page('overtaken')), repository.push(page('newest'))] as const
    expect(await post('lock', { reason: 'a demo', until: '5s' })).toMatchObject({ status: 200 })
    await server.deliver(repository, { after: pushes[0] })
    const { status, body } = await server.deliver(repository, { after: pushes[1] })
    expect(status).toBe(202)
    expect(await post('deployments', {})).toMatchObject({
      status: 409,
      body: { code: 'APP_LOCKED', detail: expect.stringMatching(/ is locked until \d\d:\d\d UTC \(\S+: a demo\)$/) },
    })
    await serves(port, 'v1')
    const deployed = await server.settled(body.deployments?.[0]?.id ?? 0)
    expect(deployed).toMatchObject({ status: 'succeeded', app })
    await serves(port, 'newest')
  })

  it('deploys a tag once, on its branch, from which the next push goes on', async () => {
    const { server, repository, port, app } = live
    repository.git('tag', '-a', 'v1.0', '-m', 'the first', 'HEAD~1')
    repository.git('push', '-q', 'origin', 'v1.0')
    const commit = repository.git('rev-parse', 'v1.0^{commit}')
    expect(await redhook('deploy', app, '--ref', 'v1.0')).toMatchObject({ status: 'succeeded', commit })
    await serves(port, 'overtaken')
    expect([branchOf(), repository.inCheckout('rev-parse', 'HEAD')]).toEqual(['main', commit])
    expect(await server.deploy(repository, page('onwards'))).toMatchObject({ status: 'succeeded' })
    await serves(port, 'onwards')
    const { body } = await post('deployments', { ref: 'v9.9' })
    expect(await server.settled(body.id)).toMatchObject({ status: 'failed', error: { code: 'REF_UNKNOWN' } })
    await serves(port, 'onwards')
  })

  it('follows another branch for a while, and comes back to the tip of its own', async () => {
    const { server, repository, port, app } = live
    repository.push(page('feature one'), { branch: 'feature/cart' })
    await redhook('deploy', app, '--ref', 'feature/cart', '--until', '1h')
    await serves(port, 'feature one')
    expect(branchOf()).toBe('feature/cart')

    repository.push(page('usual'))
    const { status, body } = await server.deliver(repository)
    expect([status, body.status]).toEqual([200, 'ignored'])
    expect(body.reason).toMatch(new RegExp(`: ${app} follows feature/cart until \\d\\d:\\d\\d UTC \\(redhook\\)$`))

    const followed = await server.deploy(repository, page('feature two'), { branch: 'feature/cart' })
    expect(followed).toMatchObject({ status: 'succeeded' })
    await serves(port, 'feature two')

    await redhook('deploy', app, '--back')
    await serves(port, 'usual')
    expect(branchOf()).toBe('main')
  })

  it('comes back by itself when the branch is gone', async () => {
    const { server, port, app } = live
    const { body } = await post('detour', { branch: 'feature/gone' })
    expect(await server.settled(body.id)).toMatchObject({
      status: 'skipped',
      reason: `The branch feature/gone is gone from the remote; ${app} goes back to main.`,
    })
    const [back] = await server.deployments(app)
    expect(await server.settled(back?.id ?? 0)).toMatchObject({ status: 'succeeded' })
    await serves(port, 'usual')
    expect(await post('back', {})).toMatchObject({ body: { code: 'ALREADY_ENDED' } })
  })
})
