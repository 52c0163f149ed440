import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createDocker } from '../../src/adapters/docker/client.ts'
import { openChildren } from '../../src/adapters/process/children.ts'
import { createProcesses } from '../../src/adapters/process/processes.ts'
import type { Target } from '../../src/core/target.ts'
import type { Docker } from '../../src/pipeline/ports/docker.ts'
import type { Processes } from '../../src/pipeline/ports/processes.ts'
import { minimalEnvironment } from './docker-project.ts'

/** A folder with a Compose project, which the real Compose resolves. */
export interface ComposeFolder extends Disposable {
  /** Real. */
  readonly folder: string
  readonly docker: Docker
  /** The command lines that were started. */
  readonly spawned: string[]
  write(files: Readonly<Record<string, string>>): void
  /** The target of `app/compose.yml`, with `app/.env` where it was written. */
  target(settings?: Partial<Target>): Target
  /** The same content in another folder. */
  copy(): { readonly copy: string; readonly target: Target }
}

/** Opens a folder with these files. */
export function openComposeFolder(files: Readonly<Record<string, string>>): ComposeFolder {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'redhook-model-')))
  const folder = join(base, 'checkout')
  const spawned: string[] = []
  const processes = createProcesses(openChildren(join(base, 'children')))
  const counting: Processes = {
    run: (command, options) => {
      spawned.push(command.argv.join(' '))
      return processes.run(command, options)
    },
  }
  let hasEnv = false
  const write = (more: Readonly<Record<string, string>>) => {
    for (const [name, content] of Object.entries(more)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      writeFileSync(join(folder, name), content)
    }
    hasEnv ||= more['app/.env'] !== undefined
  }
  const targetIn = (root: string): Target => ({
    project: 'redshop',
    color: 'red',
    cwd: join(root, 'app'),
    files: [join(root, 'app/compose.yml')],
    ...(hasEnv ? { envFile: join(root, 'app/.env') } : {}),
    profiles: [],
    environment: {},
    secrets: [],
  })
  write(files)
  return {
    folder,
    spawned,
    docker: createDocker({
      processes: counting,
      environment: minimalEnvironment(),
      inputKey: () => Buffer.from('a key of a test'),
    }),
    write,
    target: settings => ({ ...targetIn(folder), ...settings }),
    copy() {
      const copy = join(base, 'copy', 'tree')
      cpSync(folder, copy, { recursive: true, verbatimSymlinks: true })
      return { copy, target: targetIn(copy) }
    },
    [Symbol.dispose]: () => rmSync(base, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }),
  }
}
