import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deliveryHeaders, repositoryId } from '../support/github-push.ts'
import { changed, githubExample } from '../support/payloads.ts'
import { sampleApp } from '../support/sample-app.ts'
import {
  type Delivered,
  type DeploymentJson,
  openSandbox,
  type Repository,
  type Sandbox,
  type Server,
  serves,
} from '../support/sandbox.ts'

let box: Sandbox
let server: Server
/** One repository with an app for each branch, and repositories for the other events. */
let site: Repository
let live: Repository
let port: number
let name: string

const identity = (of: Repository, changes: object = {}) => {
  const [owner, short] = of.name.split('/')
  return { id: repositoryId(of.name), name: short, full_name: of.name, owner: { login: owner }, ...changes }
}

/** What an app without Compose did last: the page of the commit that was deployed. */
const shown = (app: string) => readFileSync(box.path(`${app}.page`), 'utf8')
const showing = (app: string) => [['cp', 'page.txt', box.path(`${app}.page`)]]

beforeAll(async () => {
  box = await openSandbox()
  port = await box.freePort()
  name = box.project('staging')
  site = box.repository('site', sampleApp(port, 'one'))
  site.git('push', 'origin', 'main:production')
  live = box.repository('live', { 'page.txt': 'one' })
  const production = box.path('production')
  site.git('clone', '--quiet', '--branch', 'production', site.remote, production)
  const command = (app: string, on: unknown, path = live.checkout) => ({
    project: app,
    path,
    on,
    command: showing(app),
  })
  box.registry({
    [site.name]: [
      { path: site.checkout, project: name, on: ['merge', { checks: 'CI' }] },
      { ...command('production', 'merge', production), branch: 'production' },
    ],
    [live.name]: command('live', [{ tag: 'v*' }, 'release', 'package']),
  })
  server = await box.start()
})
afterAll(() => box[Symbol.asyncDispose]())

async function send(event: string, payload: object): Promise<{ status: number; body: Delivered }> {
  const body = JSON.stringify(payload)
  const headers = deliveryHeaders(body, { event, secret: box.secret })
  const answer = await fetch(`${server.url}/webhook`, { method: 'POST', headers, body })
  return { status: answer.status, body: (await answer.json()) as Delivered }
}

/** Sends it, and waits for the one deployment that it leads to. */
async function deployed(event: string, payload: object): Promise<DeploymentJson> {
  const { status, body } = await send(event, payload)
  const [deployment, ...more] = body.deployments ?? []
  expect([status, more, body.reason]).toEqual([202, [], undefined])
  return server.settled(deployment?.id ?? 0)
}

const merge = (base: string, commit: string) =>
  changed(githubExample('pull_request', 'closed'), {
    repository: identity(site),
    'pull_request.merged': true,
    'pull_request.merge_commit_sha': commit,
    'pull_request.base.ref': base,
    'pull_request.base.repo': identity(site),
    'pull_request.head.repo': identity(site),
  })

const checks = (commit: string, changes: object = {}) => ({
  action: 'completed',
  repository: identity(site),
  workflow_run: {
    ...{ name: 'CI', event: 'push', head_branch: 'main', head_sha: commit, conclusion: 'success' },
    ...{ head_repository: identity(site), actor: { login: 'ada' } },
    ...changes,
  },
})

describe('a pull request that was merged', () => {
  it('deploys staging where it was merged into its branch, with the engine', async () => {
    const commit = site.push({ 'page.txt': 'two' })
    expect(await deployed('pull_request', merge('main', commit))).toMatchObject({
      app: name,
      status: 'succeeded',
      commit,
    })
    await serves(port, 'two')
  })

  it('deploys production where it was merged into that branch, and staging stays', async () => {
    const commit = site.push({ 'page.txt': 'for production' }, { branch: 'production' })
    expect(await deployed('pull_request', merge('production', commit))).toMatchObject({
      app: 'production',
      status: 'succeeded',
      commit,
    })
    expect(shown('production')).toBe('for production')
    await serves(port, 'two')
  })

  it('is not needed by a push, which deploys nothing here', async () => {
    site.git('switch', '--quiet', 'main')
    const { status, body } = await server.deliver(site, { branch: 'main' })
    expect([status, body.reason]).toEqual([
      200,
      expect.stringContaining('is deployed by merges and checks, not by pushes'),
    ])
  })
})

describe('checks', () => {
  let green: string

  it('that passed deploy the very commit, though the branch has moved on', async () => {
    green = site.push({ 'page.txt': 'green' })
    site.push({ 'page.txt': 'not checked yet' })
    expect(await deployed('workflow_run', checks(green))).toMatchObject({
      app: name,
      status: 'succeeded',
      commit: green,
    })
    await serves(port, 'green')
  })

  it('that failed, or ran for a fork whose branch has the same name, deploy nothing', async () => {
    const red = site.push({ 'page.txt': 'red' })
    const failed = await send('workflow_run', checks(red, { conclusion: 'failure' }))
    const fork = identity(site, { id: 666, full_name: 'evil/site' })
    const forked = await send('workflow_run', checks(red, { event: 'pull_request', head_repository: fork }))
    expect([failed, forked].map(({ status, body }) => [status, body.reason])).toEqual([
      [200, expect.stringContaining('did not pass')],
      [200, expect.stringContaining('ran for a pull request or a fork')],
    ])
    await serves(port, 'green')
  })

  it('of a commit that is older than what runs deploy nothing, unless a person asks', async () => {
    const older = site.git('rev-parse', `${green}~1`)
    expect(await deployed('workflow_run', checks(older))).toMatchObject({
      status: 'skipped',
      reason: expect.stringContaining(`is older than what runs (${green.slice(0, 10)})`),
    })
    await serves(port, 'green')
    const asked = await box.cli(['deploy', name, '--ref', older, '--follow', '--json'])
    expect(JSON.parse(asked.stdout)).toMatchObject({ status: 'succeeded', commit: older })
    await serves(port, 'for production')
  })
})

describe('tags, releases and images', () => {
  const tag = (of: string) => ({
    ref: `refs/tags/${of}`,
    before: '0'.repeat(40),
    after: 'a'.repeat(40),
    repository: identity(live),
    pusher: { name: 'ada' },
  })

  it('deploy the tag that matches and no other, whatever the branch has by now', async () => {
    const commit = live.push({ 'page.txt': 'tagged' })
    live.git('tag', '-a', '-m', 'one', 'v1')
    live.push({ 'page.txt': 'later' })
    live.git('push', '--quiet', 'origin', 'v1')
    expect(await deployed('push', tag('v1'))).toMatchObject({
      status: 'succeeded',
      commit,
      cause: { trigger: 'tag', ref: 'v1', pusher: 'ada' },
    })
    expect(shown('live')).toBe('tagged')
    expect((await send('push', tag('nightly'))).body.reason).toContain('live deploys tags like v*')
  })

  it('deploy the tag of a release that was published', async () => {
    const commit = live.push({ 'page.txt': 'released' })
    live.git('tag', 'r2')
    live.git('push', '--quiet', 'origin', 'r2')
    const release = (prerelease: boolean) => ({
      ...{ action: 'published', repository: identity(live), sender: { login: 'ada' } },
      release: { tag_name: 'r2', draft: false, prerelease },
    })
    expect((await send('release', release(true))).body.reason).toContain('does not deploy prereleases')
    expect(await deployed('release', release(false))).toMatchObject({ status: 'succeeded', commit })
    expect(shown('live')).toBe('released')
  })

  it("deploy the branch's tip when an image was published, though no file changed", async () => {
    live.push({ 'page.txt': 'tip' })
    const image = {
      name: 'live',
      package_type: 'CONTAINER',
      package_version: { container_metadata: { tag: { name: 'latest' } } },
    }
    const published = { action: 'published', repository: identity(live), package: image }
    for (let time = 0; time < 2; time += 1)
      expect(await deployed('package', published)).toMatchObject({ status: 'succeeded', cause: { trigger: 'package' } })
    expect(shown('live')).toBe('tip')
  })

  it('never deploy again by what Redhook itself told the forge', async () => {
    for (const event of ['deployment', 'deployment_status', 'status', 'check_run']) {
      const { status, body } = await send(event, { repository: identity(live), state: 'success' })
      expect([status, body.status, body.deployments]).toEqual([200, 'ignored', undefined])
    }
  })
})

describe('a repository that was renamed', () => {
  it('is deployed still, and the health page says which key to change', async () => {
    const commit = live.push({ 'page.txt': 'renamed' })
    live.git('tag', 'v3')
    live.git('push', '--quiet', 'origin', 'v3')
    const repository = identity(live, { full_name: 'acme/store', name: 'store' })
    expect((await send('repository', { action: 'renamed', repository })).body.reason).toContain(
      `${live.name} is called acme/store now`,
    )
    const { body } = await send('push', { ref: 'refs/tags/v3', repository })
    expect(await server.settled(body.deployments?.[0]?.id ?? 0)).toMatchObject({ status: 'succeeded', commit })
    const health = (await (await server.api('/api/v1/health')).json()) as { registry: { warnings: string[] } }
    expect(health.registry.warnings).toContain(`${live.name} is called acme/store now: change its key in the registry`)
  })

  it('leaves its name to nobody else: another repository of that name is refused', async () => {
    const stranger = identity(live, { id: 4_711 })
    const { status, body } = await send('push', { ref: 'refs/tags/v3', repository: stranger })
    expect([status, (body as { detail?: string }).detail]).toEqual([403, expect.stringContaining('another repository')])
  })
})
