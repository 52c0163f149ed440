import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { stringify } from 'yaml'
import { testImage } from '../support/docker-images.ts'
import { docker } from '../support/docker-project.ts'
import { repositoryId } from '../support/github-push.ts'
import { startGitHubStub } from '../support/github-stub.ts'
import { composeFile, sampleApp } from '../support/sample-app.ts'
import { type Files, openSandbox } from '../support/sandbox.ts'

const spec = (...lines: string[]): Files => ({ '.redhook.yml': [`image: ${testImage}`, ...lines, ''].join('\n') })
const sharedId = repositoryId('acme/shop')
const publicUrl = 'https://redhook.example.org'

/** A Redhook whose one app has checks, and a GitHub that sends pull requests and takes statuses. */
async function openStage() {
  const box = await openSandbox()
  const stub = await startGitHubStub()
  stub.setPermission('maintainer', 'write')
  stub.setPermission('stranger', 'read')
  const shop = box.repository('shop', sampleApp(await box.freePort()))
  const name = box.project('shop')
  mkdirSync(box.path('config'), { recursive: true })
  const registry = {
    server: { listen: '127.0.0.1:0', publicUrl },
    providers: { github: { apiUrl: stub.url, token: stub.token } },
    repos: {
      'acme/shop': {
        ...{ path: shop.checkout, project: name, branch: 'main' },
        ...{ checks: { timeout: '5m', memory: '128MB' }, forks: { label: 'safe to run' } },
      },
    },
  }
  writeFileSync(box.path('config/redhook.yml'), stringify(registry))
  const tag = createHash('sha256').update(box.path('data')).digest('hex').slice(0, 8)
  let server = await box.start()
  const hook = () => stub.addHook(`${server.url}/webhook`, box.secret, ['pull_request'])
  hook()
  const asks = async (path: string) => (await (await server.api(`/api/v1${path}`)).json()) as never
  return {
    ...{ box, stub, shop, name },
    server: () => server,
    /** Pushes the head of pull request `number`, and tells of it. */
    async pull(
      number: number,
      action: string,
      files: Files,
      more: { fork?: boolean; label?: string; sender?: string } = {},
    ) {
      const branch = `feature-${number}`
      const sha = shop.push(files, { branch, force: true })
      shop.git('push', '-q', '--force', 'origin', `HEAD:refs/pull/${number}/head`)
      await this.tell(number, action, sha, more)
      return sha
    },
    async tell(
      number: number,
      action: string,
      sha: string,
      { fork = false, label, sender = 'ann' }: { fork?: boolean; label?: string; sender?: string } = {},
    ) {
      const repository = { id: sharedId, full_name: 'acme/shop' }
      const head = { ref: `feature-${number}`, sha, repo: fork ? { id: 7, full_name: 'other/shop' } : repository }
      const pull_request = {
        number,
        title: 'A feature',
        user: { login: 'ann' },
        base: { ref: 'main', repo: repository },
        head,
      }
      await stub.deliver('pull_request', {
        ...{ action, number, pull_request, repository, sender: { login: sender } },
        ...(label === undefined ? {} : { label: { name: label } }),
      })
    },
    /** Statuses of one kind, in the order in which GitHub got them. */
    statuses: (commit: string, kind = 'checks') =>
      stub.statuses(commit).filter(({ context }) => context === `redhook/${name}/${kind}`),
    async until<T>(what: string, ask: () => T | undefined | Promise<T | undefined>): Promise<T> {
      for (const end = Date.now() + 120_000; Date.now() < end; await sleep(50)) {
        const found = await ask()
        if (found !== undefined) return found
      }
      throw new Error(`never: ${what}\n${server.output()}`)
    },
    async check(
      commit: string,
    ): Promise<{ id: number; status: string; reason?: string; attempts: number } | undefined> {
      const { checks } = (await asks('/checks')) as {
        checks: { id: number; commit: string; status: string; attempts: number }[]
      }
      return checks.find(check => check.commit === commit)
    },
    /** Those of checks of this stage, running or not. */
    containers: () => docker('ps', '-aq', '--filter', `name=redhook-check-${tag}`).split('\n').filter(Boolean),
    async kill() {
      await server.stop('SIGKILL')
      server = await box.start()
    },
    async [Symbol.asyncDispose]() {
      await box[Symbol.asyncDispose]()
      await stub[Symbol.asyncDispose]()
    },
  }
}

/** Lets a container go on that waits for a file; undefined where it does not run yet. */
function letGo(container: string | undefined): true | undefined {
  try {
    docker('exec', container ?? '', 'touch', '/go')
    return true
  } catch {
    return undefined
  }
}

const ended = new Set(['success', 'failure', 'error'])

it('checks pull requests: passing, failing, hanging, updated while running, and of forks', async () => {
  await using stage = await openStage()
  const { until, statuses, check } = stage
  const end = (commit: string) =>
    until(`the end of ${commit}`, () => statuses(commit).find(({ state }) => ended.has(state)))

  const passing = await stage.pull(1, 'opened', spec('run: [echo all is well]'))
  expect(await end(passing)).toMatchObject({
    state: 'success',
    description: expect.stringMatching(/^1 step passed in /),
  })
  expect(statuses(passing)[0]?.state).toMatch(/pending|success/)
  const link = statuses(passing).at(-1)?.target_url ?? ''
  expect(link).toMatch(/^https:\/\/redhook\.example\.org\/checks\/\d+$/)
  const page = await stage.server().api(link.slice(publicUrl.length), { headers: { accept: 'text/html' } })
  expect([page.status, (await page.text()).includes('all is well')]).toEqual([200, true])
  const log = await stage.server().api(`/api/v1${link.slice(publicUrl.length)}/log?format=text`)
  expect(await log.text()).toContain('all is well')

  const failing = await stage.pull(2, 'opened', spec('run: [exit 3]'))
  expect(await end(failing)).toMatchObject({
    state: 'failure',
    description: 'Step 1 of 1 ended with exit code 3: exit 3',
  })

  const slow = await stage.pull(3, 'opened', spec('run: [sleep 1000]'))
  await until('a slow check that runs', async () => ((await check(slow))?.status === 'running' ? true : undefined))
  const quick = await stage.pull(3, 'synchronize', spec('timeout: 2s', 'run: [sleep 1000]'))
  expect(await end(slow)).toMatchObject({ state: 'error', description: 'A newer commit took its place' })
  expect(await end(quick)).toMatchObject({
    state: 'failure',
    description: expect.stringMatching(
      /^The check took longer than 2\.0 s and was stopped in (its preparation|step 1 of 1: sleep 1000)$/,
    ),
  })

  const foreign = await stage.pull(4, 'opened', spec('run: [echo let through]'), { fork: true })
  const skipped = await until('a fork that is refused', () => check(foreign))
  expect(skipped).toMatchObject({ status: 'skipped', attempts: 0, reason: expect.stringContaining('"safe to run"') })
  await stage.tell(4, 'labeled', foreign, { fork: true, label: 'safe to run', sender: 'stranger' })
  await stage.tell(4, 'labeled', foreign, { fork: true, label: 'other', sender: 'maintainer' })
  await stage.tell(4, 'labeled', foreign, { fork: true, label: 'safe to run', sender: 'maintainer' })
  expect(await end(foreign)).toMatchObject({ state: 'success' })
  const moved = await stage.pull(4, 'synchronize', spec('run: [echo never]'), { fork: true })
  expect(await until('the new head', () => check(moved))).toMatchObject({ status: 'skipped', attempts: 0 })

  expect(statuses(passing, 'plan').at(-1)).toBeDefined()
  expect(statuses(foreign, 'plan')).toEqual([])
  expect(stage.stub.malformed()).toEqual([])
  expect(stage.containers()).toEqual([])
})

it('says on a pull request what merging would do, and runs a check again that a kill -9 ended', async () => {
  await using stage = await openStage()
  const { until, statuses, check, name, containers } = stage
  expect(await stage.server().deploy(stage.shop, {})).toMatchObject({ status: 'succeeded' })
  const planned = (commit: string) => until('a plan', () => statuses(commit, 'plan').at(-1))

  const page = await stage.pull(5, 'opened', { 'page.txt': 'v2' })
  const docs = await stage.pull(6, 'opened', { 'page.txt': 'v1', 'docs/notes.md': 'x' })
  const invalid = await stage.pull(7, 'opened', { 'docker-compose.prod.yml': composeFile(1, '    nonsense: 1\n') })
  expect(await planned(page)).toMatchObject({
    state: 'success',
    description: 'builds web',
    target_url: `${publicUrl}/apps/${name}`,
  })
  expect((await planned(docs)).description).toMatch(/^nothing to do: /)
  expect(await planned(invalid)).toMatchObject({
    state: 'success',
    description: expect.stringMatching(/^the Compose file is invalid: /),
  })

  const running = await stage.pull(8, 'opened', spec('run: ["while [ ! -e /go ]; do sleep 0.1; done"]'))
  const left = await until('its container', () => containers()[0])
  await stage.kill()
  await until('the second attempt', async () => ((await check(running))?.attempts === 2 ? true : undefined))
  await until('its second container', () => letGo(containers().find(id => id !== left)))
  await until('its success', () => statuses(running).find(({ state }) => state === 'success'))
  expect(docker('ps', '-aq', '--filter', `id=${left}`)).toBe('')
  await until('nothing left', () => (containers().length === 0 ? true : undefined))
})
