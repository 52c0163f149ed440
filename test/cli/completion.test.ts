import { describe, expect, it } from 'vitest'
import { apiDeployment } from '../support/cli-deployment.ts'
import { answerJson, createCliHarness } from '../support/cli-harness.ts'

const server = answerJson({
  'GET /api/v1/apps': { apps: ['shop', 'blog'].map(app => ({ app, repository: `acme/${app}`, path: '/srv' })) },
  'GET /api/v1/deployments?limit=20': {
    deployments: [apiDeployment({ id: 42 }), apiDeployment({ id: 7, app: 'blog' })],
  },
  'GET /api/v1/apps/shop/versions': {
    versions: [{ deployment: 41, commit: 'b'.repeat(40), isLive: true, images: [] }],
  },
})

/** What could stand at the end of these words, without what each is. */
async function complete(words: readonly string[], options: { isServed?: boolean; registry?: string } = {}) {
  await using cli = createCliHarness()
  if (options.isServed ?? true) await cli.listen(server)
  if (options.registry !== undefined) cli.write('config/redhook.yml', options.registry)
  const data = { REDHOOK_DATA: 'data' }
  const { code, stdout, stderr } = await cli.redhook(['__complete', '--', ...words], { environment: data })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return stdout.split('\n').flatMap(line => (line === '' ? [] : [line.split('\t')[0] ?? '']))
}

describe('completion', () => {
  it.each([
    { title: 'a command', words: ['rollb'], found: ['rollback'] },
    { title: 'an app', words: ['deploy', ''], found: ['shop', 'blog'] },
    { title: 'an app, half written', words: ['deploy', 'b'], found: ['blog'] },
    { title: 'after options', words: ['deploy', '--build', '--follow', 's'], found: ['shop'] },
    { title: 'nothing after the last argument', words: ['deploy', 'shop', ''], found: [] },
    { title: 'an app or a deployment', words: ['explain', ''], found: ['42', '7', 'shop', 'blog'] },
    { title: 'a version of the app that was named', words: ['rollback', 'shop', ''], found: ['41'] },
    { title: 'an option', words: ['history', '--li'], found: ['--limit'] },
    { title: 'an option of every command', words: ['history', 'shop', '--conf'], found: ['--config'] },
    { title: 'no option after --', words: ['deploy', '--', '--fo'], found: [] },
    { title: 'a file', words: ['--config', ''], found: [':files'] },
    { title: 'a folder, wherever it is asked for', words: ['status', '--data', 'x'], found: [':folders'] },
    { title: 'a choice', words: ['completion', 'z'], found: ['zsh'] },
    { title: 'nothing for a number', words: ['history', '--limit', ''], found: [] },
    { title: 'nothing for what is no command', words: ['nosuch', ''], found: [] },
  ])('knows $title', async ({ words, found }) => expect(await complete(words)).toEqual(found))

  it('offers every command of the help, and none that is hidden', async () => {
    await using cli = createCliHarness()
    const { stdout } = await cli.redhook(['--help'])
    const listed = [
      ...((stdout.split('Commands:')[1] ?? '').split('Exit status')[0]?.matchAll(/^ {2}([a-z]\S*)/gm) ?? []),
    ]
    const commands = await complete([''])
    expect(commands).toEqual(listed.map(([, name]) => name))
    expect(commands).toContain('deploy')
    expect(commands).not.toContain('__complete')
  })

  it('takes the apps from the registry where no server runs', async () => {
    const registry = 'repos:\n  acme/crm: { path: /srv/crm, project: crm }\n'
    expect(await complete(['deploy', ''], { isServed: false, registry })).toEqual(['crm'])
  })

  it.each([
    { title: 'without server and registry', options: { isServed: false } },
    { title: 'with a registry that has mistakes', options: { isServed: false, registry: 'repos: 7\n' } },
  ])('is silent $title', async ({ options }) => expect(await complete(['deploy', ''], options)).toEqual([]))

  it('does not wait for a server that hangs', async () => {
    await using cli = createCliHarness()
    await cli.listen(() => undefined)
    const { stdout } = await cli.redhook(['__complete', '--', 'explain', ''], { environment: { REDHOOK_DATA: 'data' } })
    expect(stdout).toBe('')
  })

  it('prints a script for each shell, and says which there are', async () => {
    await using cli = createCliHarness()
    for (const shell of ['bash', 'zsh', 'fish'])
      expect((await cli.redhook(['completion', shell])).stdout).toContain('__complete')
    const { code, stderr } = await cli.redhook(['completion', 'tcsh'])
    expect(code).toBe(2)
    expect(stderr).toContain('bash, zsh, fish')
  })
})
