import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPreviewFolders } from '../../../src/adapters/disk/preview-folders.ts'
import { createPreviewEngine } from '../../../src/adapters/docker/preview-engine.ts'
import { forgetChildren } from '../../../src/adapters/process/children.ts'
import { createProcesses } from '../../../src/adapters/process/processes.ts'
import { judgeModel } from '../../../src/core/preview/judge-model.ts'
import { pathsOf } from '../../../src/core/preview/model-paths.ts'
import { formatEnvFile } from '../../../src/core/preview/preview-env.ts'

const engine = createPreviewEngine({
  processes: createProcesses(forgetChildren),
  environment: {
    PATH: process.env.PATH ?? '',
    HOME: '/nonexistent',
    https_proxy: 'http://user:password@proxy.invalid',
  },
})
const folders = createPreviewFolders()
let base = ''
let number = 0

beforeAll(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'redhook-preview-')))
  writeFileSync(join(base, 'secret.env'), 'TOKEN=of-the-server\n')
  writeFileSync(join(base, 'foreign.yml'), 'services: { web: { image: busybox } }\n')
})
afterAll(() => rmSync(base, { recursive: true, force: true }))

type Files = Readonly<Record<string, string | Buffer>>

/** A checkout with these files; a value that begins with `->` is a symlink. */
function checkout(files: Files) {
  number += 1
  const root = join(base, String(number))
  for (const [name, text] of Object.entries({ '.env': 'A=1\n', ...files })) {
    const path = join(root, name)
    mkdirSync(dirname(path), { recursive: true })
    if (typeof text === 'string' && text.startsWith('->')) symlinkSync(text.slice(2), path)
    else writeFileSync(path, text)
  }
  const target = {
    ...{ project: 'pr1-shop', cwd: root, files: [join(root, 'compose.yml')], envFile: join(root, '.env') },
    ...{ profiles: [], environment: {}, secrets: [] },
  }
  return { root, target }
}

const resolve = (files: Files) => {
  const { root, target } = checkout(files)
  return engine.resolve(target, root)
}

const web = 'services:\n  web:\n    image: busybox\n'

/** Ten times ten times … the same: a few hundred bytes that Compose would make gigabytes of. */
const bomb = [...'bcdefghi'].reduce(
  (text, name, index) => `${text}x-${name}: &${name} [${Array(10).fill(`*${'abcdefgh'[index]}`).join(', ')}]\n`,
  'x-a: &a [a]\n',
)

describe('a project that nobody vouches for', () => {
  it('is resolved with what it takes in from its own checkout', async () => {
    const { model, unset } = await resolve({
      'compose.yml': `include: [more.yml]\n${web}    env_file: [.env, a.env]\n    extends: { file: base.yml, service: base }\n    command: "$NOT_SET"\n`,
      'more.yml': 'services: { db: { image: busybox } }\n',
      'base.yml': 'services: { base: { image: busybox, init: true } }\n',
      'a.env': 'B=2\n',
    })
    expect(model).toMatchObject({ services: { web: { init: true, environment: { A: '1', B: '2' } }, db: {} } })
    expect(unset).toEqual(['NOT_SET'])
  })

  const outside = '../secret.env'
  it.each<[string, Files, string]>([
    ['a remote include', { 'compose.yml': `include: [oci://registry.invalid/x]\n${web}` }, 'include'],
    ['an include by https', { 'compose.yml': `include: ["https://example.invalid/x.git"]\n${web}` }, 'include'],
    ['an include by git', { 'compose.yml': `include: [{ path: "bob@example.invalid:x.git" }]\n${web}` }, 'include'],
    ['an include of GitHub', { 'compose.yml': `include: [github.com/acme/shop]\n${web}` }, 'include'],
    ['an include by variable', { 'compose.yml': `include: ["\${X:-oci://registry.invalid/x}"]\n${web}` }, 'include'],
    [
      'an include of an include',
      { 'compose.yml': `include: [b.yml]\n${web}`, 'b.yml': 'include: [oci://x.invalid/x]\n' },
      'include',
    ],
    [
      'a remote base',
      { 'compose.yml': 'services: { web: { extends: { file: oci://x.invalid/x, service: a } } }\n' },
      'services.web.extends',
    ],
    ['an include from outside', { 'compose.yml': `include: [../foreign.yml]\n${web}` }, 'foreign.yml'],
    [
      'an include through a symlink',
      { 'compose.yml': `include: [b.yml]\n${web}`, 'b.yml': '->../foreign.yml' },
      'is taken in',
    ],
    [
      'a base from outside',
      { 'compose.yml': 'services: { web: { extends: { file: ../foreign.yml, service: web } } }\n' },
      'foreign.yml',
    ],
    ['an env file from outside', { 'compose.yml': `${web}    env_file: ${outside}\n` }, 'secret.env'],
    [
      'an optional one',
      { 'compose.yml': `${web}    env_file: [{ path: ${outside}, required: false }]\n` },
      'secret.env',
    ],
    [
      'one through a symlink',
      { 'compose.yml': `${web}    env_file: a.env\n`, 'a.env': '->../secret.env' },
      'is taken in',
    ],
    [
      'one of an include',
      { 'compose.yml': `include: [{ path: b.yml, env_file: ${outside} }]\n${web}`, 'b.yml': 'services: {}\n' },
      'secret.env',
    ],
    [
      'the .env of an include',
      { 'compose.yml': `include: [b/b.yml]\n${web}`, 'b/b.yml': 'services: {}\n', 'b/.env': '->../../secret.env' },
      'is taken in',
    ],
    [
      'one in other letters',
      { 'compose.yml': `${web}    env_file: !!binary Li4vc2VjcmV0LmVudg==\n` },
      'is no tag of Compose',
    ],
    [
      'a key in other letters',
      { 'compose.yml': `${web}    !!binary ZW52X2ZpbGU=: ${outside}\n` },
      'is no tag of Compose',
    ],
    [
      'one by a variable that is not its own',
      { 'compose.yml': `${web}    env_file: "\${HOME:-.}/a.env"\n`, 'a.env': 'B=2\n' },
      'services.web.env_file takes in "${HOME:-.}/a.env", by a variable that previews.env does not set',
    ],
    [
      'one by a variable that Compose sets',
      {
        'compose.yml': `${web}    env_file: "\${COMPOSE_PROJECT_NAME:-a}/secret.env"\n`,
        'a/secret.env': 'B=2\n',
        'pr1-shop': '->..',
      },
      'services.web.env_file',
    ],
    ...[...'\r\u0085\u2028\u2029'].map((end): [string, Files, string] => [
      `one behind ${JSON.stringify(end)}, which ends the comment for Compose`,
      { 'compose.yml': `${web}    # x${end}    env_file: ${outside}\n` },
      'not everybody reads',
    ]),
    [
      'one in UTF-16',
      { 'compose.yml': Buffer.from(`\ufeff${web}    env_file: ${outside}\n`, 'utf16le') },
      'not everybody reads',
    ],
    ['aliases that multiply', { 'compose.yml': `${bomb}${web}` }, 'the same too often'],
    ['an alias of what it is in', { 'compose.yml': `x-a: &a { x: { <<: *a } }\n${web}` }, 'takes itself in'],
    ['a .env that leads out', { 'compose.yml': web, '.env': '->../secret.env' }, 'is taken in'],
    ['labels from outside', { 'compose.yml': `${web}    label_file: ${outside}\n` }, 'secret.env'],
    ['a file that is itself a symlink', { 'compose.yml': '->../foreign.yml' }, 'is taken in'],
  ])('is refused with %s, before Compose sees it', async (_, files, says) => {
    await expect(resolve(files)).rejects.toMatchObject({
      code: 'PREVIEW_REFUSED',
      message: expect.stringContaining(says),
    })
  })

  it('may name an env file by a variable of its own', async () => {
    const { model } = await resolve({ 'compose.yml': `${web}    env_file: "\${A:-x}.env"\n`, '1.env': 'B=2\n' })
    expect(model).toMatchObject({ services: { web: { environment: { B: '2' } } } })
  })

  it('gets nothing of the proxy, nor of what Redhook itself was started with', async () => {
    const { model } = await resolve({
      'compose.yml': `${web}    environment: [https_proxy, REDHOOK_TOKEN]\n    command: "[\${https_proxy}]"\n`,
    })
    expect(JSON.stringify(model)).not.toContain('password')
  })

  it('is judged by what Compose made of it, whatever form it was written in', async () => {
    const { root, target } = checkout({
      'compose.yml': [
        'x-evil: &evil { privileged: true, pid: host }',
        'services:',
        '  web:',
        '    <<: *evil',
        '    build: { context: ., ssh: [default], network: host, dockerfile_inline: FROM busybox }',
        '    volumes: [/var/run/docker.sock:/s, ./leads-out:/x, data:/d]',
        '    cap_add: [ALL]',
        '    devices: [/dev/kvm]',
        'volumes: { data: { driver_opts: { type: none, o: bind, device: /etc } } }',
        'networks: { default: { external: true, name: proxy } }',
      ].join('\n'),
      'leads-out': '->/etc',
    })
    const { model } = await engine.resolve(target, root)
    const realPaths = await folders.realPaths(pathsOf(model))
    const names = judgeModel(model, { root, realPaths, allow: [] }).map(({ key }) => key)
    expect(names.toSorted()).toEqual([
      'networks.default.external',
      ...['build.network', 'build.ssh', 'cap_add', 'devices', 'pid', 'privileged'].map(key => `services.web.${key}`),
      ...['services.web.volumes.0.source', 'services.web.volumes.1.source', 'volumes.data.driver_opts'],
    ])
  })
})

describe('the .env of a preview', () => {
  it('is read by Compose as it was meant', async () => {
    const variables = {
      ...{ PLAIN: 'a/b:c@d', EMPTY: '', SPACES: ' a  b ', QUOTES: `'"\`"'`, DOLLAR: '$HOME ${HOME} $$', HASH: 'a #b' },
      ...{ SLASH: 'a\\b\\n', MIXED: `it's \\ "$x"`, LINES: 'a\nb', BRANCH: 'x$(touch /tmp/pwned)`id`;&|' },
    }
    const { model } = await resolve({ 'compose.yml': `${web}    env_file: .env\n`, '.env': formatEnvFile(variables) })
    const read = (model as { services: { web: { environment: Record<string, string> } } }).services.web.environment
    // Compose doubles each dollar on its way out.
    expect(
      Object.fromEntries(Object.entries(read).map(([name, value]) => [name, value.replaceAll('$$', '$')])),
    ).toEqual(variables)
  })
})

it('knows which ports are taken', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  const { port } = server.address() as { port: number }
  expect(await engine.isPortFree(port)).toBe(false)
  await new Promise(resolve => server.close(resolve))
  expect(await engine.isPortFree(port)).toBe(true)
})
