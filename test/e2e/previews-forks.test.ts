import { expect, it } from 'vitest'
import { openPreviewStage, thingsOf } from '../support/preview-stage.ts'

it('runs nothing of a fork, but the one commit that somebody who may write has labelled; and never what is not on the list', async () => {
  await using stage = await openPreviewStage()
  const { app, stub } = stage
  stub.setPermission('ada', 'write', 'acme/app')
  stub.setPermission('eve', 'read', 'acme/app')
  stage.register({}, { forks: { label: 'safe' } })
  await stage.restart()
  const head = stage.push(1, { 'page.txt': 'from a fork' }, 'eve/app')
  await stage.tell('opened', 1, { isFork: true })
  await stage.until('the reason is told', () => stage.comment(1).includes('comes from a fork'))
  await stage.tell('labeled', 1, { isFork: true, label: 'safe', sender: 'eve' })
  await stage.server.says('may not write')
  expect(await stage.server.deployments(`pr1-${app}`)).toEqual([])
  await stage.tell('labeled', 1, { isFork: true, label: 'safe', sender: 'ada' })
  expect(await stage.deployed(1)).toMatchObject({ status: 'succeeded', commit: head })

  stage.push(1, { 'page.txt': 'another commit' }, 'eve/app')
  await stage.tell('synchronize', 1, { isFork: true })
  await stage.gone(1)
  await stage.until('the label is wanted again', () => stage.comment(1).includes('put on again'))
  expect((await stage.server.deployments(`pr1-${app}`)).map(({ commit }) => commit)).toEqual([head])

  stage.push(2, {
    'docker-compose.prod.yml': JSON.stringify({
      services: { web: { build: '.', privileged: true, volumes: ['/:/host'], pid: 'host' } },
    }),
  })
  await stage.tell('opened', 2)
  const refused = await stage.deployed(2)
  expect(refused).toMatchObject({ status: 'failed', error: { code: 'PREVIEW_REFUSED' } })
  for (const key of ['services.web.privileged', 'services.web.volumes.0.source', 'services.web.pid']) {
    expect(refused.error?.message).toContain(key)
  }
  expect(thingsOf(`pr2-${app}`)).toEqual([])
})
