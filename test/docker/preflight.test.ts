import { symlinkSync } from 'node:fs'
import { expect, it } from 'vitest'
import type { App } from '../../src/core/app.ts'
import type { Target } from '../../src/core/target.ts'
import { preflight } from '../../src/pipeline/preflight.ts'
import { shellService, testImage } from '../support/docker-images.ts'
import { type DockerProject, docker, openDockerProject, takeDown } from '../support/docker-project.ts'

/** As a first deployment begins: the model is read, then everything is looked at. */
async function begin({ app, ports, context }: DockerProject, target: Target, others: readonly App[] = []) {
  const model = await ports.docker.resolve(target, context.signal)
  const apps = () => (others.length > 0 ? others : ports.apps())
  await preflight(app, target, { isFirst: true, model }, { ...ports, apps }, context)
}

it('lists the variables that are not set before a first deployment', async () => {
  await using project = openDockerProject()
  const { app, ports, context } = project
  project.write({ '.env': 'SET=1\nEMPTY=\n' })
  project.services({
    web: { image: testImage, environment: { A: '${SET}', B: '${EMPTY}', C: '${TOKEN}', D: '${HOST}', E: '${F:-x}' } },
  })
  await expect(begin(project, await project.target())).rejects.toMatchObject({
    code: 'ENV_MISSING',
    message: expect.stringMatching(/variables that are not set: (TOKEN, HOST|HOST, TOKEN)$/),
  })
  await preflight(app, await project.target(), { isFirst: false }, ports, context)
})

it('lists every env file that is missing, not only the first', async () => {
  await using project = openDockerProject()
  const { folder } = project
  project.write({ 'there.env': 'A=1\n' })
  const optional = { path: 'optional.env', required: false }
  project.services({
    web: { image: testImage, env_file: ['a.env', 'there.env', optional] },
    db: { image: testImage, env_file: 'b.env' },
  })
  const error = await begin(project, await project.target()).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ code: 'ENV_MISSING' })
  const message = String(error)
  expect(message).toContain(`${folder}/a.env`)
  expect(message).toContain(`${folder}/b.env`)
  expect(message).not.toMatch(/there|optional/)
})

it('names a variable that Compose will not go without', async () => {
  await using project = openDockerProject()
  project.services({ web: { image: testImage, environment: { A: '${TOKEN:?set me}' } } })
  await expect(begin(project, await project.target())).rejects.toMatchObject({
    code: 'ENV_MISSING',
    message: expect.stringContaining('TOKEN'),
  })
})

it('refuses a first deployment where the folder runs under a project nobody owns, and says how to adopt it', async () => {
  await using project = openDockerProject()
  const { app } = project
  project.services({ web: shellService('sleep 1000') })
  const target = await project.target()
  const foreign = `${app.name}x`
  docker('compose', '-p', foreign, '-f', target.files[0] ?? '', 'up', '-d')
  try {
    const error = {
      code: 'FOREIGN_PROJECT',
      hint: expect.stringContaining(`set color: none and project: ${foreign} for this app`),
    }
    await expect(begin(project, target)).rejects.toMatchObject(error)
    const owner = { ...app, name: foreign, color: 'none' as const }
    await begin(project, target, [app, owner])
  } finally {
    takeDown(foreign)
  }
})

it('suggests color: none for a project with the app’s own name', async () => {
  await using project = openDockerProject()
  const { app } = project
  project.services({ web: shellService('sleep 1000') })
  const plain = await project.target({ color: 'none' })
  docker('compose', '-p', plain.project, '-f', plain.files[0] ?? '', 'up', '-d')
  await expect(begin(project, await project.target())).rejects.toMatchObject({
    code: 'FOREIGN_PROJECT',
    hint: expect.stringContaining('set color: none for this app'),
  })
  const adopting = { ...app, color: 'none' } as const
  await begin({ ...project, app: adopting }, plain, [adopting])
})

it('lets a color deploy beside the other one', async () => {
  await using project = openDockerProject()
  project.services({ web: shellService('sleep 1000') })
  const red = await project.target()
  docker('compose', '-p', red.project, '-f', red.files[0] ?? '', 'up', '-d')
  await begin(project, await project.target({ color: 'blue' }))
})

it('refuses the project that its own container belongs to, with the command for the host', async () => {
  await using project = openDockerProject()
  const { app, ports, context } = project
  project.services({ web: shellService('sleep 1000') })
  const target = await project.target()
  const own = async () => ({ id: 'a', name: 'redhook-1', project: target.project, isRunning: true })
  const inside = { ...ports, docker: { ...ports.docker, ownContainer: own } }
  await expect(preflight(app, target, { isFirst: false }, inside, context)).rejects.toMatchObject({
    code: 'SELF_PROJECT',
    hint: expect.stringContaining(`docker compose -p ${target.project} -f ${target.files[0]}`),
  })
})

it('refuses a Compose file that is a symlink out of the checkout', async () => {
  await using project = openDockerProject()
  symlinkSync('/etc/hostname', `${project.folder}/docker-compose.prod.yml`)
  await expect(project.target()).rejects.toMatchObject({
    code: 'COMPOSE_INVALID',
    message: expect.stringContaining('symlink'),
  })
})

it('follows a Compose file that is a symlink inside the checkout', async () => {
  await using project = openDockerProject()
  project.write({ 'deploy/stack.yml': 'services: {}' })
  symlinkSync('deploy/stack.yml', `${project.folder}/docker-compose.prod.yml`)
  expect((await project.target()).files).toEqual([`${project.folder}/docker-compose.prod.yml`])
})

it('gives values of the .env that look like secrets to be redacted, and no others', async () => {
  await using project = openDockerProject()
  project.write({ '.env': "API_TOKEN='s3cret-value'\nPORT=8080\nDB=postgres://u:pw@db/x\n" })
  project.services({ web: { image: testImage } })
  expect((await project.target()).secrets).toEqual(['s3cret-value', 'postgres://u:pw@db/x'])
})
