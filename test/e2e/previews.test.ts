import { execFileSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { containersOf } from '../support/live-app.ts'
import { openPreviewStage, thingsOf } from '../support/preview-stage.ts'
import { serves } from '../support/sandbox.ts'

it('gives each pull request a project of its own, keeps it up to date, and takes it away whole; the app is left alone', async () => {
  await using stage = await openPreviewStage()
  const { box, app, port } = stage
  box.hide('the app alone')
  writeFileSync(`${stage.repository.checkout}/.env`, 'WHO=the app alone\nAPI_SECRET=hunter2hunter2hunter2\n')
  stage.register({ limit: 2, env: { WHO: 'a preview' } })
  const server = await stage.restart()
  expect((await server.deploy(stage.repository, {})).status).toBe('succeeded')
  const before = [containersOf(`red${app}`), thingsOf(`red${app}`)]

  const first = stage.push(1, { 'page.txt': 'one', '.env': 'WHO=what git brought' })
  stage.push(2, { 'page.txt': 'two' })
  const [answer] = await Promise.all([stage.tell('opened', 1), stage.tell('opened', 2)])
  expect(answer).toMatchObject({ status: 202 })
  const [one, two] = [await stage.deployed(1), await stage.deployed(2)]
  expect([one, two]).toMatchObject([
    { status: 'succeeded', commit: first, project: `pr1-${app}` },
    { status: 'succeeded', project: `pr2-${app}` },
  ])
  await serves(stage.portOf(1), 'one')
  await serves(stage.portOf(2), 'two')
  await serves(port, 'v1')
  const format = ['--format', '{{range .Config.Env}}{{println .}}{{end}}']
  const variables = execFileSync('docker', ['inspect', `pr1-${app}-web-1`, ...format], { encoding: 'utf8' })
  expect(variables.split('\n')).toContain('WHO=a preview')
  await stage.until('the comment says where', () => stage.comment(1).includes(`http://127.0.0.1:${stage.portOf(1)}`))

  // Updated: at the same port, in the same comment.
  const at = stage.portOf(1)
  const second = stage.push(1, { 'page.txt': 'one again' })
  await stage.tell('synchronize', 1)
  expect(await stage.deployed(1, second)).toMatchObject({ status: 'succeeded' })
  await serves(at, 'one again')
  await stage.until('the comment says which commit', () => stage.comment(1).includes(second))
  expect(stage.stub.comments(1, 'acme/app')).toHaveLength(1)

  // A third one takes the place of the oldest, which comes back once there is room.
  stage.push(3, { 'page.txt': 'three' })
  await stage.tell('opened', 3)
  expect(await stage.deployed(3)).toMatchObject({ status: 'succeeded' })
  await stage.gone(1)
  await stage.until('the first one waits', () => stage.comment(1).includes('waits'))
  await stage.tell('closed', 3, { isMerged: true })
  await stage.gone(3)
  await stage.until('the first one is back', () => containersOf(`pr1-${app}`).length === 1)
  await stage.until('its page is', async () => (await stage.deployed(1, second)).status === 'succeeded')

  // Closed and opened again; the volume went with it.
  await stage.tell('closed', 2)
  await stage.gone(2)
  await stage.until('the comment says so', () => stage.comment(2).includes('was closed'))
  expect(existsSync(box.path('data/previews', app, '2'))).toBe(false)
  await stage.tell('reopened', 2)
  await stage.until('the second one is back', () => containersOf(`pr2-${app}`).length === 1)

  // Two lost events: one was closed, one opened, while Redhook was away.
  await server.stop()
  stage.stub.closePullRequest(1, 'acme/app')
  stage.stub.closePullRequest(3, 'acme/app')
  stage.push(4, { 'page.txt': 'four' })
  await stage.restart()
  await stage.gone(1)
  expect(await stage.deployed(4)).toMatchObject({ status: 'succeeded' })
  expect([containersOf(`red${app}`), thingsOf(`red${app}`)]).toEqual(before)
  await serves(port, 'v1')
  expect(stage.stub.malformed()).toEqual([])
})
