import { describe, expect, it } from 'vitest'
import { openCommand } from '../../src/adapters/browser/open-page.ts'
import { createCliHarness } from '../support/cli-harness.ts'

const repos = 'repos:\n  acme/shop: { path: /srv/shop, project: shop }\n'

describe('redhook open', () => {
  it.each([
    {
      title: 'publicUrl',
      server: '{ publicUrl: "https://hook.example/" }',
      argv: ['shop'],
      url: 'https://hook.example/apps/shop',
    },
    {
      title: 'the first page',
      server: '{ publicUrl: "https://hook.example" }',
      argv: [],
      url: 'https://hook.example/',
    },
    {
      title: 'where it listens',
      server: '{ listen: "127.0.0.1:8123" }',
      argv: ['shop'],
      url: 'http://127.0.0.1:8123/apps/shop',
    },
    { title: 'every address', server: '{ listen: "0.0.0.0:80" }', argv: [], url: 'http://localhost:80/' },
    { title: 'IPv6', server: '{ listen: "[::1]:8000" }', argv: [], url: 'http://[::1]:8000/' },
  ])('goes to $title and prints it', async ({ server, argv, url }) => {
    await using cli = createCliHarness()
    cli.write('config/redhook.yml', `server: ${server}\n${repos}`)
    const opened: string[] = []
    const openPage = async (page: string) => opened.push(page) > 0
    const outcome = await cli.redhook(['open', ...argv], { deps: { openPage } })
    expect(outcome).toEqual({ code: 0, stdout: `${url}\n`, stderr: '' })
    expect(opened).toEqual([url])
  })

  it('opens nothing with --print', async () => {
    await using cli = createCliHarness()
    cli.write('config/redhook.yml', repos)
    const openPage = () => Promise.reject(new Error('not expected'))
    const { stdout } = await cli.redhook(['open', '--print'], { deps: { openPage } })
    expect(stdout).toBe('http://127.0.0.1:8000/\n')
  })

  it('names the apps there are when there is none of that name', async () => {
    await using cli = createCliHarness()
    cli.write('config/redhook.yml', repos)
    const { code, stderr } = await cli.redhook(['open', 'shpo'])
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('These there are: shop') })
  })

  it('can not tell the address of a server on any port', async () => {
    await using cli = createCliHarness()
    cli.write('config/redhook.yml', `server: { listen: "127.0.0.1:0" }\n${repos}`)
    expect((await cli.redhook(['open'])).stderr).toContain('publicUrl')
  })
})

describe('the browser of a desktop', () => {
  const lookup = (variables: Record<string, string>) => (name: string) => variables[name]

  it.each([
    { title: 'macOS', variables: {}, platform: 'darwin', argv: ['open', 'http://x/'] },
    { title: 'X', variables: { DISPLAY: ':0' }, platform: 'linux', argv: ['xdg-open', 'http://x/'] },
    { title: 'Wayland', variables: { WAYLAND_DISPLAY: 'w' }, platform: 'linux', argv: ['xdg-open', 'http://x/'] },
    { title: 'a server', variables: { HOME: '/root' }, platform: 'linux', argv: undefined },
  ] as const)('$title', ({ variables, platform, argv }) => {
    expect(openCommand('http://x/', lookup(variables), platform)?.argv).toEqual(argv)
  })

  it('gets no secret of ours', () => {
    const variables = { DISPLAY: ':0', PATH: '/bin', REDHOOK_TOKEN: 'secret' }
    expect(openCommand('http://x/', lookup(variables), 'linux')?.env).toEqual({ DISPLAY: ':0', PATH: '/bin' })
  })
})
