import { expect, it } from 'vitest'
import { listContainers } from '../../src/pipeline/app-containers.ts'
import { shellService, webService } from '../support/docker-images.ts'
import { freePort, openDockerProject } from '../support/docker-project.ts'
import { upAll } from '../support/walk.ts'

it('shows the containers of an app as they are: health, ports, exit code, and the other color', async () => {
  await using project = openDockerProject()
  const { app, ports, context } = project
  expect(await listContainers(app, ports.docker)).toEqual([])
  const port = await freePort()
  const { build: _build, ...web } = webService(port)
  project.services({
    web: shellService('sleep 1000', { ports: web.ports, healthcheck: { test: ['CMD', 'true'], interval: '1s' } }),
    job: shellService('exit 3'),
  })
  await upAll(app, await project.target(), ports, context)
  await expect
    .poll(async () => (await listContainers(app, ports.docker)).map(({ state, health }) => health ?? state), {
      timeout: 60_000,
    })
    .toEqual(['exited', 'healthy'])
  const [job, running] = await listContainers(app, ports.docker)
  expect(job).toMatchObject({ service: 'job', state: 'exited', exitCode: 3, restarts: 0, ports: [] })
  expect(running).toMatchObject({
    ...{ service: 'web', name: `red${app.name}-web-1`, project: `red${app.name}`, state: 'running' },
    ...{ id: expect.stringMatching(/^[0-9a-f]{12}$/), startedAt: expect.any(Number) },
    ports: [expect.stringMatching(new RegExp(`^(127\\.0\\.0\\.1:)?${port}->8080/tcp$`))],
  })
  expect(running).not.toHaveProperty('exitCode')

  project.write({ '.env': 'COLOR=blue\n' })
  project.services({ job: shellService('sleep 1000') })
  await upAll(app, await project.target(), ports, context)
  const names = (await listContainers(app, ports.docker)).map(({ name }) => name)
  expect(names).toEqual([`blue${app.name}-job-1`, `red${app.name}-job-1`, `red${app.name}-web-1`])
})
