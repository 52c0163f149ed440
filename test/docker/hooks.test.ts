import { existsSync, lstatSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { runCommands, runHooks, writeStamp } from '../../src/pipeline/hooks.ts'
import { containersOf } from '../../src/pipeline/verify.ts'
import { pageDockerfile, shellService } from '../support/docker-images.ts'
import { docker, openDockerProject } from '../support/docker-project.ts'
import { buildAll, upAll } from '../support/walk.ts'

it('runs before in the new image while the old container runs, and after in the new container', async () => {
  await using project = openDockerProject()
  const { app, ports, context } = project
  project.services({ web: { build: '.', init: true, command: ['sleep', '1000'] } })
  const target = await project.target()
  const show = [{ service: 'web', run: ['sh', '-c', 'echo page $(cat /www/index.html)'] }]
  const hooked = { ...app, before: show, after: show }
  project.write({ Dockerfile: pageDockerfile('one') })
  await buildAll(target, ports, context)
  await upAll(app, target, ports, context)

  project.write({ Dockerfile: pageDockerfile('two') })
  await buildAll(target, ports, context)
  project.lines.length = 0
  await runHooks('after', hooked, target, ports, context)
  await runHooks('before', hooked, target, ports, context)
  expect(project.lines.filter(line => line.startsWith('page'))).toEqual(['page one', 'page two'])
  expect(await containersOf(target, ports.docker)).toHaveLength(1)
  expect(
    docker('ps', '-aq', '--filter', `label=com.docker.compose.project=${target.project}`).split('\n'),
  ).toHaveLength(1)
})

it('runs host commands in the app folder, without a shell and with a minimal environment', async () => {
  await using project = openDockerProject()
  const { app, ports, context } = project
  process.env.GITHUB_WEBHOOK_SECRET = 'not for hooks'
  const before = [{ run: ['pwd'] }, { run: ['printf', '%s\\n', '$HOME; exit 1'] }, { run: ['env'] }]
  await runHooks('before', { ...app, before, environment: { OWN: 'own' } }, undefined, ports, context)
  expect(project.lines).toContain(project.folder)
  expect(project.lines).toContain('$HOME; exit 1')
  expect(project.lines).toContain('OWN=own')
  expect(project.lines.join('\n')).not.toContain('not for hooks')
})

it.each([
  ['before', 'BEFORE_FAILED'],
  ['after', 'AFTER_FAILED'],
] as const)('stops at the first command of %s that fails, with its last lines', async (when, code) => {
  await using project = openDockerProject()
  const { app, ports, context } = project
  const hooks = [{ run: ['sh', '-c', 'echo table locked >&2; exit 3'] }, { run: ['touch', 'never'] }]
  await expect(runHooks(when, { ...app, [when]: hooks }, undefined, ports, context)).rejects.toMatchObject({
    code,
    message: expect.stringMatching(/ failed: exit code 3$/),
    evidence: [{ log: ['table locked'] }],
  })
  expect(existsSync(`${project.folder}/never`)).toBe(false)
})

it('says which program of a hook does not exist', async () => {
  await using project = openDockerProject()
  const { app, ports, context } = project
  const hooked = { ...app, before: [{ run: ['no-such-program'] }] }
  await expect(runHooks('before', hooked, undefined, ports, context)).rejects.toMatchObject({
    code: 'BEFORE_FAILED',
    message: expect.stringContaining('ENOENT'),
  })
})

it('runs the commands of a command app one after another', async () => {
  await using project = openDockerProject()
  const { app, ports, context } = project
  await runCommands(
    {
      ...app,
      command: [
        ['touch', 'one'],
        ['mv', 'one', 'two'],
      ],
    },
    ports,
    context,
  )
  expect(existsSync(`${project.folder}/two`)).toBe(true)
  await expect(runCommands({ ...app, command: [['false'], ['touch', 'three']] }, ports, context)).rejects.toMatchObject(
    {
      code: 'COMMAND_FAILED',
      message: 'false failed: exit code 1',
    },
  )
  expect(existsSync(`${project.folder}/three`)).toBe(false)
})

it('stamps time and commit, and replaces a symlink rather than following it', async () => {
  await using project = openDockerProject()
  const { app, ports, folder } = project
  writeFileSync(`${folder}/precious`, 'mine')
  symlinkSync('precious', `${folder}/version.txt`)
  const commit = 'c'.repeat(40)
  await writeStamp({ ...app, stamp: 'version.txt' }, commit, new Date(0), ports)
  expect(readFileSync(`${folder}/version.txt`, 'utf8')).toBe(`1970-01-01T00:00:00.000Z ${commit}\n`)
  expect(lstatSync(`${folder}/version.txt`).isSymbolicLink()).toBe(false)
  expect(readFileSync(`${folder}/precious`, 'utf8')).toBe('mine')
})

it('does not stamp through a folder that leaves the checkout', async () => {
  await using project = openDockerProject()
  symlinkSync('/tmp', `${project.folder}/out`)
  const stamped = { ...project.app, stamp: `out/${project.app.name}` }
  await expect(writeStamp(stamped, 'c'.repeat(40), new Date(0), project.ports)).rejects.toThrow('outside')
  expect(existsSync(`/tmp/${project.app.name}`)).toBe(false)
})

it('leaves no one-off container running when a command in a service is aborted', async () => {
  await using project = openDockerProject()
  const { app, ports } = project
  project.services({ web: shellService('sleep 1000') })
  const target = await project.target()
  const before = [{ service: 'web', run: ['sh', '-c', 'echo migrating; sleep 600'] }]
  const abort = new AbortController()
  const running = runHooks('before', { ...app, before }, target, ports, project.contextWith(abort.signal))
  await expect.poll(() => project.lines, { timeout: 120_000 }).toContain('migrating')
  abort.abort(new Error('stop now'))
  await expect(running).rejects.toThrow('stop now')
  expect(docker('ps', '-aq', '--filter', `label=com.docker.compose.project=${target.project}`)).toBe('')
})
