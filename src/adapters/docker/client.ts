import { readFile } from 'node:fs/promises'
import type { Target } from '../../core/target.ts'
import type { ComposeRun, Docker, Processes } from '../../pipeline/ports.ts'
import { buildWords, compose, execWords, pullWords, runWords, upWords } from './argv.ts'
import { createContainerQueries } from './containers.ts'
import { createModelReader } from './model.ts'
import { parseOwnContainer } from './own-container.ts'
import { createQuery } from './query.ts'
import { runCompose } from './run-compose.ts'

export interface DockerOptions {
  readonly processes: Processes
  /** The minimal environment: PATH, HOME, DOCKER_*, BUILDX_*, proxies and certificates, LANG, TZ. Nothing is added from our own. */
  readonly environment: Readonly<Record<string, string>>
}

/** The Docker engine and Compose through their command line. */
export function createDocker({ processes, environment }: DockerOptions): Docker {
  const query = createQuery(processes, environment)
  const command = (target: Target, words: readonly string[]) => compose(target, environment, words)
  const run = (target: Target, words: readonly string[], options: ComposeRun) =>
    runCompose(processes, command(target, words), options)
  const containers = createContainerQueries(query)
  let own: ReturnType<Docker['ownContainer']> | undefined
  return {
    engineVersion: signal => query.text(['version', '--format', '{{.Server.Version}}'], signal),
    composeVersion: signal => query.text(['compose', 'version', '--short'], signal),
    async buildxVersion(signal) {
      const { ok, stdout } = await query.run(['buildx', 'version'], signal)
      return ok ? stdout.trim().split(/\s+/)[1] : undefined
    },
    resolve: createModelReader(processes, command),
    upCommand: (target, options) => command(target, upWords(options)),
    buildCommand: (target, options) => command(target, buildWords(options)),
    pull: (target, { services, policy }, options) => run(target, pullWords(services, policy), options),
    build: (target, options, runOptions) => run(target, buildWords(options), runOptions),
    up: (target, options, runOptions) => run(target, upWords(options), runOptions),
    runIn: (target, service, argv, options) => run(target, runWords(service, argv), options),
    execIn: (target, service, argv, options) => run(target, execWords(service, argv), options),
    ...containers,
    ownContainer() {
      own ??= findOwnContainer(containers.findContainer)
      own.catch(() => {
        own = undefined
      })
      return own
    },
  }
}

async function findOwnContainer(find: Docker['findContainer']): ReturnType<Docker['ownContainer']> {
  const id = parseOwnContainer(await readFile('/proc/self/mountinfo', 'utf8').catch(() => ''))
  return id === undefined ? undefined : find(id)
}
