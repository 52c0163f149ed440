import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

let folder = ''
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'redhook bin-')))
})
afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }))

const put = (path: string, text: string) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
  chmodSync(join(folder, path), 0o755)
}

/** A Node that says which one it is and what it was asked to run. */
const putNode = (path: string, version: string, name: string) =>
  put(path, `#!/bin/sh\nif [ "$1" = --version ]; then echo ${version}; else echo "${name}|$@"; fi\n`)

function putPackage(root: string): void {
  cpSync('bin/redhook', join(folder, root, 'bin/redhook'), { recursive: true })
  put(`${root}/dist/main.js`, '')
}

/** PATH holds the machine's own Node (if the test made one) and the few tools of a shell. */
function start(path: string, ...argv: string[]) {
  const tools = join(folder, 'tools')
  mkdirSync(tools, { recursive: true })
  for (const tool of ['readlink', 'dirname', 'sh']) {
    const real = execFileSync('sh', ['-c', `command -v ${tool}`], { encoding: 'utf8' }).trim()
    symlinkSync(real, join(tools, tool))
  }
  const { status, stdout, stderr } = spawnSync(join(folder, path), argv, {
    cwd: '/',
    encoding: 'utf8',
    env: { PATH: `${join(folder, 'machine')}:${tools}` },
  })
  return { status, stdout, stderr }
}

describe('bin/redhook', () => {
  it('runs under the Node that came with it, with all arguments as they are', () => {
    putPackage('pkg')
    putNode('pkg/node_modules/node/bin/node', 'v26.0.0', 'own')
    putNode('machine/node', 'v26.0.0', 'machine')
    const { status, stdout } = start('pkg/bin/redhook', 'plan', 'a b')
    expect({ status, stdout }).toEqual({ status: 0, stdout: `own|${folder}/pkg/dist/main.js plan a b\n` })
  })

  it('is found through a chain of links, relative ones too', () => {
    putPackage('pkg')
    putNode('pkg/node_modules/node/bin/node', 'v26.0.0', 'own')
    mkdirSync(join(folder, 'links'))
    symlinkSync('../pkg/bin/redhook', join(folder, 'links/one'))
    symlinkSync(join(folder, 'links/one'), join(folder, 'two'))
    expect(start('two').stdout).toBe(`own|${folder}/pkg/dist/main.js\n`)
  })

  it('runs under the Node that was hoisted beside it, where it is a dependency', () => {
    putPackage('app/node_modules/redhook')
    putNode('app/node_modules/node/bin/node', 'v26.0.0', 'hoisted')
    expect(start('app/node_modules/redhook/bin/redhook').stdout).toMatch(/^hoisted\|/)
  })

  it('leaves alone a Node that merely lies beside it', () => {
    putPackage('opt/redhook')
    putNode('opt/node/bin/node', 'v18.0.0', 'stranger')
    putNode('machine/node', 'v26.0.0', 'machine')
    expect(start('opt/redhook/bin/redhook').stdout).toMatch(/^machine\|/)
  })

  it("takes the machine's Node when it is new enough and none came with it", () => {
    putPackage('pkg')
    putNode('machine/node', 'v24.3.0', 'machine')
    expect(start('pkg/bin/redhook', 'status').stdout).toBe(`machine|${folder}/pkg/dist/main.js status\n`)
  })

  it("passes over a Node that does not start, as another platform's would not", () => {
    putPackage('pkg')
    put('pkg/node_modules/node/bin/node', '#!/bin/sh\nexit 126\n')
    putNode('machine/node', 'v26.1.0', 'machine')
    expect(start('pkg/bin/redhook').stdout).toMatch(/^machine\|/)
  })

  it.each([['v20.20.2'], ['nonsense']])('says what to do when all there is is Node %s', version => {
    putPackage('pkg')
    putNode('machine/node', version, 'machine')
    const { status, stderr } = start('pkg/bin/redhook')
    expect(status).toBe(1)
    expect(stderr).toContain(version)
    expect(stderr).toContain('npm install --include=optional')
  })

  it('says what to do when there is no Node at all', () => {
    putPackage('pkg')
    const { status, stderr } = start('pkg/bin/redhook')
    expect(status).toBe(1)
    expect(stderr).toContain('this machine has none')
  })

  it('says to build what was not built', () => {
    putPackage('pkg')
    rmSync(join(folder, 'pkg/dist'), { recursive: true })
    const { status, stderr } = start('pkg/bin/redhook')
    expect(status).toBe(1)
    expect(stderr).toContain('npm run build')
  })
})
