import { mkdirSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { stringify } from 'yaml'
import { repositoryId } from '../support/github-push.ts'
import { type GitHubStub, startGitHubStub } from '../support/github-stub.ts'
import { sampleApp } from '../support/sample-app.ts'
import { openSandbox, type Server } from '../support/sandbox.ts'

async function until(what: string, holds: () => boolean, server: Server): Promise<void> {
  for (const end = Date.now() + 120_000; !holds(); await sleep(20)) {
    if (Date.now() > end) throw new Error(`never: ${what}\n${server.output()}`)
  }
}

const last = (stub: GitHubStub, commit: string) => stub.statuses(commit).at(-1)
const environments = (stub: GitHubStub) =>
  stub.deployments().map(({ sha, environment, statuses }) => [sha, environment, statuses.at(-1)?.state])

it('tells GitHub of a push that becomes live and of one that is rolled back, and is not set off by what it told', async () => {
  await using box = await openSandbox()
  await using stub = await startGitHubStub({ repositories: ['acme/site', 'acme/shop'] })
  const port = await box.freePort()
  const app = box.project('site')
  const repository = box.repository('site', sampleApp(port, 'v1'))
  const { id, privateKey } = stub.app()
  box.hide(privateKey)
  mkdirSync(box.path('config'))
  writeFileSync(
    box.path('config/redhook.yml'),
    stringify({
      server: { listen: '127.0.0.1:0', publicUrl: 'https://redhook.example.com' },
      providers: { github: { apiUrl: stub.url, app: { id: String(id), privateKey } } },
      repos: {
        'acme/site': {
          ...{ path: repository.checkout, project: app, on: ['push', 'checks'] },
          report: { environment: 'staging', url: 'https://site.example.com' },
        },
      },
    }),
  )
  const server = await box.start()
  stub.setAppHook(`${server.url}/webhook`, box.secret)
  const url = (deployment: number) => `https://redhook.example.com/deployments/${deployment}`

  const good = await server.deploy(repository, {})
  expect(good.status).toBe('succeeded')
  const live = good.commit ?? ''
  await until('the first success', () => last(stub, live)?.state === 'success', server)
  await until('its check run', () => stub.checkRuns()[0]?.conclusion === 'success', server)
  expect(last(stub, live)).toMatchObject({
    context: `redhook/${app}`,
    target_url: url(good.id),
    description: expect.stringMatching(/^Live after .*: built web$/),
  })
  expect(stub.deployments()[0]).toMatchObject({ sha: live, environment: 'staging', transient_environment: false })
  expect(stub.deployments()[0]?.statuses.at(-1)).toMatchObject({
    state: 'success',
    log_url: url(good.id),
    environment_url: 'https://site.example.com',
  })

  const bad = await server.deploy(repository, {
    Dockerfile: 'FROM redhook-test/busybox:1\nCOPY page.txt /x\nCMD ["sh", "-c", "echo no database @team; exit 7"]\n',
  })
  expect(bad).toMatchObject({ status: 'rolled_back', error: { code: 'UNHEALTHY' } })
  const broken = bad.commit ?? ''
  await until(
    'the failure',
    () => stub.checkRuns().some(({ head_sha, conclusion }) => head_sha === broken && conclusion === 'failure'),
    server,
  )
  expect(last(stub, broken)).toMatchObject({
    state: 'failure',
    description: expect.stringContaining(`Failed in verify, ${live.slice(0, 10)} runs again: web exited with code 7`),
  })
  expect(environments(stub)).toEqual([
    [live, 'staging', 'success'],
    [broken, 'staging', 'failure'],
  ])
  expect(stub.deployments()[0]?.statuses.at(-1)?.description).toBe(`Runs again: deployment ${bad.id} failed`)
  expect(stub.checkRuns().find(({ head_sha }) => head_sha === broken)?.output.summary).toContain(
    '```text\nno database @team\n```',
  )

  // What we told comes back as events, as GitHub sends them to an App's hook.
  const [run] = stub.checkRuns()
  const [deployment] = stub.deployments()
  const common = {
    repository: { id: repositoryId('acme/site'), full_name: 'acme/site' },
    sender: { login: 'redhook[bot]' },
  }
  const suite = {
    head_sha: live,
    head_branch: 'main',
    conclusion: 'success',
    pull_requests: [],
    app: { id, slug: 'redhook' },
  }
  for (const [event, payload] of [
    ['status', { sha: live, context: `redhook/${app}`, state: 'success', branches: [{ name: 'main' }] }],
    ['deployment', { action: 'created', deployment }],
    ['deployment_status', { action: 'created', deployment, deployment_status: deployment?.statuses.at(-1) }],
    ['check_run', { action: 'completed', check_run: { ...run, app: { id } } }],
    ['check_suite', { action: 'completed', check_suite: suite }],
  ] as const) {
    const [delivery] = await stub.deliver(event, { ...common, ...payload })
    expect([event, delivery?.status_code]).toEqual([event, 200])
  }
  const deliveries = await (await server.api('/api/v1/deliveries?event=check_suite')).json()
  expect(deliveries).toMatchObject({ deliveries: [{ reason: expect.stringContaining("Redhook's own check runs") }] })
  expect((await server.deployments(app)).map(one => one.id).sort()).toEqual([good.id, bad.id])
  expect(stub.malformed()).toEqual([])

  // GitHub hangs: the next deployment is neither slower nor worse for it.
  stub.failNext('hang', { times: 99 })
  expect((await server.deploy(repository, sampleApp(port, 'v2'))).status).toBe('succeeded')
  await until('a request that hangs', () => stub.requests.at(-1)?.status === 0, server)
  const outbox = await server.api('/api/v1/outbox?state=waiting')
  const { items } = (await outbox.json()) as { items: object[] }
  const [stuck] = items
  expect(stuck).toMatchObject({ channel: '@github/acme/site', text: expect.stringContaining(`deploy ${app} of`) })
})
