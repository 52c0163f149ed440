import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { parse } from 'yaml'
import { createDisk } from '../../src/adapters/disk/disk.ts'
import { createGit } from '../../src/adapters/git/git.ts'
import { forgetChildren } from '../../src/adapters/process/children.ts'
import { createProcesses } from '../../src/adapters/process/processes.ts'
import type { RunningProject } from '../../src/core/init/found-project.ts'
import { createCliHarness } from '../support/cli-harness.ts'

const environment = { PATH: process.env.PATH ?? '', HOME: '/nonexistent' }

/** Real repositories with real git; what runs is told by the test. */
function createMachine() {
  const cli = createCliHarness()
  onTestFinished(() => cli[Symbol.asyncDispose]())
  const running: RunningProject[] = []
  const git = createGit({ processes: createProcesses(forgetChildren), environment, knownHostsFile: '/dev/null' })
  const openInit = async () => ({ runningProjects: async () => running, git, disk: createDisk() })
  return {
    cli,
    /** A project that runs in a repository of its own; returns the folder. */
    project(name: string, repository: string, folder: string): string {
      const path = join(cli.folder, folder)
      cli.write(`${folder}/docker-compose.prod.yml`, 'services: {}\n')
      const words = ['-c', 'user.name=a', '-c', 'user.email=a@b']
      const run = (...args: string[]) => execFileSync('git', ['-C', path, ...words, ...args], { stdio: 'pipe' })
      run('init', '-q', '-b', 'main')
      run('remote', 'add', 'origin', `https://token@github.com/${repository}.git`)
      run('add', '.')
      run('commit', '-qm', 'first')
      running.push({
        project: name,
        folder: path,
        files: [join(path, 'docker-compose.prod.yml')],
        services: [],
        isOwn: false,
      })
      return path
    },
    init: (argv: readonly string[], answers?: readonly string[]) => {
      const left = [...(answers ?? [])]
      const ask = answers && { ask: async () => left.shift() ?? '' }
      return cli.redhook(['init', ...argv], { deps: { openInit, ...ask } })
    },
    registry: (path = 'config/redhook.yml') => readFileSync(join(cli.folder, path), 'utf8'),
  }
}

describe('redhook init', () => {
  it('writes a registry of all that runs, and says what comes next', async () => {
    const machine = createMachine()
    const shop = machine.project('redshop', 'acme/shop', 'srv/shop')
    const blog = machine.project('blog', 'acme/blog', 'srv/blog')
    const { code, stdout } = await machine.init(['--all', '--yes'])
    expect(code).toBe(0)
    expect(parse(machine.registry())).toEqual({
      repos: {
        'acme/blog': { path: blog, project: 'blog', branch: 'main', color: 'none' },
        'acme/shop': { path: shop, project: 'shop', branch: 'main', color: 'red' },
      },
    })
    expect(stdout).toContain('2 apps were added to')
    expect(stdout).toContain('GITHUB_WEBHOOK_SECRET')
    expect(stdout).toContain('/webhook')
    expect(stdout).not.toContain('token@')
  })

  it('adds to a registry that is there and leaves its comments, its order and its mode as they were', async () => {
    const machine = createMachine()
    machine.project('redshop', 'Acme/Shop', 'srv/shop')
    machine.project('wiki', 'acme/wiki', 'srv/wiki')
    const before = `# Ours.
server:
  publicUrl: https://hook.example # behind the proxy
repos:
  # The eldest.
  zoo/zebra:
    path: /srv/zebra # stripes
    project: zebra
  acme/shop:
    # not yet gone
    path: /srv/elsewhere
    project: other
# The end.
`
    const path = machine.cli.write('real/redhook.yml', before, 0o600)
    mkdirSync(join(machine.cli.folder, 'config'))
    symlinkSync(path, join(machine.cli.folder, 'config/redhook.yml'))
    const { code, stdout, stderr } = await machine.init(['redshop', 'wiki', '-y'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const after = machine.registry('real/redhook.yml')
    for (const line of ['# Ours.', '# behind the proxy', '# The eldest.', '# stripes', '# not yet gone', '# The end.'])
      expect(after).toContain(line)
    const { repos } = parse(after) as { repos: Record<string, unknown> }
    expect(Object.keys(repos)).toEqual(['zoo/zebra', 'acme/shop', 'acme/wiki'])
    expect(repos['acme/shop']).toMatchObject([{ project: 'other' }, { project: 'shop', color: 'red' }])
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(stdout).toContain('https://hook.example/webhook')
  })

  it('does not offer again what is in the registry', async () => {
    const machine = createMachine()
    machine.project('redshop', 'acme/shop', 'srv/shop')
    await machine.init(['--all', '--yes'])
    const before = machine.registry()
    const { code, stdout } = await machine.init(['--all', '--yes'])
    expect({ code, text: machine.registry() }).toEqual({ code: 0, text: before })
    expect(stdout).toContain('registered')
    expect(stdout).toContain('There is nothing to add')
  })

  it.each([
    { title: 'a registry with mistakes', before: 'repos:\n  shop: 7\n' },
    { title: 'a registry that is no map', before: '- 1\n' },
    { title: 'a name that is taken', before: 'repos:\n  acme/a: { path: /srv/a, project: shop, color: none }\n' },
  ])('changes nothing for $title, and ends with 78', async ({ before }) => {
    const machine = createMachine()
    machine.project('redshop', 'acme/shop', 'srv/shop')
    machine.cli.write('config/redhook.yml', before)
    const { code, stderr } = await machine.init(['--all', '--yes'])
    expect(code).toBe(78)
    expect(stderr).toContain('Nothing was written')
    expect(machine.registry()).toBe(before)
  })

  it('prints the entries alone on standard output, and writes nothing', async () => {
    const machine = createMachine()
    machine.project('blog', 'acme/blog', 'srv/blog')
    const { code, stdout, stderr } = await machine.init(['--print'])
    expect(code).toBe(0)
    expect(parse(stdout)).toMatchObject({ repos: { 'acme/blog': { project: 'blog' } } })
    expect(stderr).toContain('blog')
    expect(existsSync(join(machine.cli.folder, 'config/redhook.yml'))).toBe(false)
  })

  it('lets a person choose by number or name, shows what would be added, and asks before it writes', async () => {
    const machine = createMachine()
    machine.project('redshop', 'acme/shop', 'srv/shop')
    machine.project('blog', 'acme/blog', 'srv/blog')
    const no = await machine.init([], ['1', 'n'])
    expect(no.code).toBe(2)
    expect(existsSync(join(machine.cli.folder, 'config/redhook.yml'))).toBe(false)
    const yes = await machine.init([], ['1', 'y'])
    expect(yes.code).toBe(0)
    expect(Object.keys((parse(machine.registry()) as { repos: object }).repos)).toEqual(['acme/shop'])
  })

  it('lists and writes nothing where nobody chooses, and needs --yes where nobody can be asked', async () => {
    const machine = createMachine()
    machine.project('blog', 'acme/blog', 'srv/blog')
    const listed = await machine.init([])
    expect(listed.code).toBe(0)
    expect(listed.stdout).toContain('Nothing was chosen')
    expect((await machine.init(['blog'])).code).toBe(2)
    expect((await machine.init(['nosuch', '--yes'])).stderr).toContain('These can: blog')
    expect(existsSync(join(machine.cli.folder, 'config'))).toBe(false)
  })

  it('tells scripts what it found', async () => {
    const machine = createMachine()
    const path = machine.project('blog', 'acme/blog', 'srv/blog')
    machine.cli.write('srv/blog/docker-compose.prod.yml', 'services: { web: {} }\n')
    const { stdout } = await machine.init(['--json'])
    expect(JSON.parse(stdout)).toMatchObject({
      entries: [{ repository: 'acme/blog', app: { path } }],
      warnings: [{ project: 'blog', message: expect.stringContaining('local changes: docker-compose.prod.yml') }],
      known: [],
    })
  })

  it('leaves the old registry where the new one can not be written', async () => {
    const machine = createMachine()
    machine.project('blog', 'acme/blog', 'srv/blog')
    machine.cli.write('config', 'a file where the folder should be')
    const { code, stderr } = await machine.init(['--all', '--yes'])
    expect({ code, stderr }).toEqual({ code: 78, stderr: expect.stringContaining('--print') })
    expect(machine.registry('config')).toBe('a file where the folder should be')
  })
})
