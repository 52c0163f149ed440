import { mkdirSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { stringify } from 'yaml'
import { type Listener, openListener, status } from '../support/http-listener.ts'
import { openSandbox } from '../support/sandbox.ts'

const types = ({ heard }: Listener) => heard.map(({ body }) => JSON.parse(body).type)

async function heardOf(listener: Listener, count: number): Promise<unknown[]> {
  for (const end = Date.now() + 120_000; listener.heard.length < count && Date.now() < end; ) await sleep(20)
  return types(listener)
}

it('tells of a push that fails, of its recovery and of locks, survives a kill, and says what came of a test message', async () => {
  await using box = await openSandbox()
  await using listener = await openListener()
  const repository = box.repository('site', { 'page.txt': 'one\n' })
  const key = `whsec_${Buffer.alloc(24, 9).toString('base64')}`
  for (const secret of [key, '/hooks/a-secret-way']) box.hide(secret)
  mkdirSync(box.path('config'))
  writeFileSync(
    box.path('config/redhook.yml'),
    stringify({
      server: { listen: '127.0.0.1:0', publicUrl: 'https://redhook.example.com', notifyPrivate: ['127.0.0.1'] },
      channels: {
        hook: { type: 'webhook', url: `${listener.url}/hooks/a-secret-way`, secret: key },
        far: { type: 'slack', url: 'http://10.255.255.1/hooks/a-secret-way' },
      },
      defaults: { notify: [{ to: 'hook', on: ['failed', 'recovered', 'locked'] }] },
      repos: {
        [repository.name]: {
          path: repository.checkout,
          project: 'site',
          command: [['grep', '-v', 'broken', 'page.txt']],
        },
      },
    }),
  )
  const server = await box.start()

  const test = await box.cli(['notify', 'test'])
  expect(test.status).toBe(1)
  expect(test.stdout).toMatch(
    /^hook +webhook +yes .*\nfar +slack +no .*10\.255\.255\.1 is not an address of the open internet/m,
  )
  expect(await heardOf(listener, 1)).toEqual(['test'])

  expect(await server.deploy(repository, { 'page.txt': 'broken\n' })).toMatchObject({ status: 'failed' })
  expect(await heardOf(listener, 2)).toEqual(['test', 'deployment.failed'])
  const { data } = JSON.parse(listener.heard[1]?.body ?? '')
  expect(data).toMatchObject({
    app: 'site',
    title: 'site: the deployment failed',
    links: [
      { url: expect.stringMatching(/^https:\/\/redhook\.example\.com\/deployments\/\d+$/) },
      { url: 'https://redhook.example.com/apps/site' },
    ],
    commits: [{ subject: 'change', author: 'Ada Dev' }],
  })
  // The same again is not told again.
  expect(await server.deploy(repository, { 'other.txt': 'x\n' })).toMatchObject({ status: 'failed' })

  const post = (path: string, body: object) =>
    server.api(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  await post('/api/v1/apps/site/lock', { reason: 'a demo' })
  await post('/api/v1/apps/site/unlock', {})
  expect(await heardOf(listener, 4)).toEqual(['test', 'deployment.failed', 'app.locked', 'app.unlocked'])

  // Killed while the message is on its way: after the next start it comes again, by the same id.
  listener.answer(() => undefined)
  expect(await server.deploy(repository, { 'page.txt': 'fine\n' })).toMatchObject({ status: 'succeeded' })
  await heardOf(listener, 5)
  await server.stop('SIGKILL', { tree: true })
  listener.answer(status(200))
  await box.start()
  expect((await heardOf(listener, 6)).slice(4)).toEqual(['deployment.recovered', 'deployment.recovered'])
  const [first, again] = listener.heard.slice(4).map(({ headers }) => headers['webhook-id'])
  expect(again).toBe(first)
})
