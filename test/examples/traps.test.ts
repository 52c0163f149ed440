import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkTraps } from '../../src/cli/check/traps.ts'
import { readEnv } from '../../src/config/env.ts'
import { openCheckPorts } from '../../src/wire-tools.ts'
import { createExampleRepository, readExample } from '../support/examples.ts'
import { tempFolder } from '../support/git-repository.ts'
import { createRegistryFolder } from '../support/registry-folder.ts'

const quiet = (services: string) =>
  `without a healthcheck in the Compose file: ${services}; running for 3 s counts as healthy there`

/** What `redhook check` warns about, in the order it does. */
const rows: readonly { example: string; app?: Record<string, unknown>; traps: readonly string[] }[] = [
  { example: 'web-worker-database', traps: [quiet('db, web, worker')] },
  {
    example: 'web-worker-database',
    app: { ignore: ['web/tests/', '**/requirements.txt', 'README.md'] },
    traps: [
      'the image of web may hold web/requirements.txt, and ignore (**/requirements.txt) keeps a push of these alone from building it',
      quiet('db, web, worker'),
    ],
  },
  {
    example: 'dev-bind-mounts',
    traps: [
      'public is mounted into web and covers public/index.html, src/app.py, src/jobs.py and 1 more; a change there builds nothing, so what the image holds of it goes stale',
      'src is mounted into worker and covers src/app.py, src/jobs.py; a change there builds nothing, so what the image holds of it goes stale',
      quiet('web, worker'),
    ],
  },
  { example: 'build-args-targets', traps: [quiet('tool, web')] },
  { example: 'proxy-configs-profiles', app: { color: 'red' }, traps: [quiet('admin, app, proxy')] },
]

describe('redhook check', () => {
  it.each(rows)('warns about what is in the example $example, with the settings $app', async row => {
    using folder = tempFolder()
    const example = readExample(row.example)
    const path = join(folder.path, 'srv')
    createExampleRepository(example, path)
    const fields = { path, project: 'example', branch: 'main', ...example.app, ...row.app }
    using registry = createRegistryFolder(JSON.stringify({ repos: { 'acme/example': fields } }))
    const env = readEnv(folder.path, { PATH: process.env.PATH ?? '', HOME: folder.path })
    const config = registry.load()
    await using ports = openCheckPorts(config, env)
    const signal = new AbortController().signal
    const findings = await checkTraps({ ...ports, config, env, signal, inContainer: false, serverRuns: false })
    expect(findings.map(({ severity, message }) => `${severity}: ${message}`)).toEqual(
      row.traps.map(trap => `warn: ${trap}`),
    )
  })
})
