import { execFile } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it, onTestFinished } from 'vitest'
import { apiDeployment } from '../support/cli-deployment.ts'
import { answerJson, createCliHarness } from '../support/cli-harness.ts'
import { openTerminal } from '../support/shell-terminal.ts'

const node = resolve('node_modules/.bin/node')
const program = resolve('test/support/cli-process.ts')

const run = promisify(execFile)

const server = answerJson({
  'GET /api/v1/apps': {
    apps: ['shop', 'shelf', 'blog'].map(app => ({ app, repository: `acme/${app}`, path: '/srv' })),
  },
  'GET /api/v1/deployments?limit=20': { deployments: [apiDeployment({ id: 4217 })] },
})

/** A PATH on which `redhook` completes for real, and writes down every other command line that it is given. */
async function createStage() {
  const cli = createCliHarness()
  onTestFinished(() => cli[Symbol.asyncDispose]())
  await cli.listen(server)
  const bin = join(cli.folder, 'bin')
  mkdirSync(bin)
  const done = join(cli.folder, 'done')
  const script = [
    '#!/bin/sh',
    `case "$1" in __complete|completion) exec '${node}' '${program}' "$@";; esac`,
    `printf '%s\\n' "$*" > '${done}.new' && mv '${done}.new' '${done}' && echo THAT WAS ALL`,
  ]
  writeFileSync(join(bin, 'redhook'), `${script.join('\n')}\n`)
  chmodSync(join(bin, 'redhook'), 0o755)
  cli.write('some folder/registry.yml', 'repos: {}\n')
  const env = { PATH: `${bin}:${process.env.PATH}`, HOME: cli.folder, REDHOOK_DATA: cli.dataDir, LANG: 'C.UTF-8' }
  return { cli, env: { ...env, REDHOOK_CONFIG: 'nosuch.yml' }, done: () => readFileSync(done, 'utf8').trimEnd() }
}

/** What each shell has to be told first, and how it greets. */
const shells = [
  { shell: 'bash', start: 'bash --norc --noprofile -i', setUp: 'PS1=RE""ADY; source <(redhook completion bash)' },
  {
    shell: 'zsh',
    start: 'zsh -f -i',
    setUp:
      'unsetopt prompt_cr prompt_sp; autoload -U compinit && compinit -u -d dump && source <(redhook completion zsh); PS1=RE""ADY',
  },
] as const

describe.each(shells)('in a real $shell', ({ start, setUp }) => {
  it('completes paths, commands, apps, ids and options as they are typed', async () => {
    const { cli, env, done } = await createStage()
    await using terminal = openTerminal(start, { cwd: cli.folder, env, columns: 120 })
    terminal.type(`${setUp}\r`)
    await terminal.until('READY')
    terminal.type('redhook --data dat\t depl\tsho\t--fol\t\r')
    await terminal.until('THAT WAS ALL')
    expect(done()).toMatch(/^--data data\/? deploy shop --follow$/)
    terminal.type('redhook --data som\t\r')
    await terminal.until('THAT WAS ALL')
    expect(done()).toMatch(/^--data some folder\/?$/)
  })
})

describe('in a real fish', () => {
  it('completes paths, commands, apps, ids and options, and says what each is', async () => {
    const { cli, env } = await createStage()
    const lines = [
      'redhook depl',
      'redhook deploy sho',
      'redhook explain 42',
      'redhook deploy shop --fol',
      'redhook --data som',
    ]
    const script = ['redhook completion fish | source', ...lines.map(line => `complete -C '${line}'`)].join('; ')
    const { stdout } = await run('fish', ['--no-config', '-c', script], { cwd: cli.folder, env })
    const [command = '', ...rest] = stdout.trimEnd().split('\n')
    expect(command).toMatch(/^deploy\t\w/)
    expect(rest).toEqual([
      'shop\tacme/shop',
      expect.stringMatching(/^4217\tshop, succeeded/),
      expect.stringMatching(/^--follow\t\w/),
      expect.stringMatching(/^some( |\\ )folder\//),
    ])
  })
})
