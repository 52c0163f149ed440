import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseOwnContainer } from '../../core/own-container.ts'
import type { Target } from '../../core/target.ts'
import type { ComposeRun, Docker } from '../../pipeline/ports/docker.ts'
import type { Processes } from '../../pipeline/ports/processes.ts'
import {
  buildWords,
  compose,
  execWords,
  oneOffLabel,
  pullWords,
  restartWords,
  runWords,
  upWords,
  withOverride,
} from './argv.ts'
import { createContainerQueries } from './containers.ts'
import { createEngine } from './create-engine.ts'
import { createImageQueries } from './images.ts'
import { createModelReader } from './model.ts'
import { createQuery, type Query } from './query.ts'
import { runCompose } from './run-compose.ts'

export interface DockerOptions {
  readonly processes: Processes
  /** The minimal environment: PATH, HOME, DOCKER_*, BUILDX_*, proxies and certificates, LANG, TZ. Nothing is added from our own. */
  readonly environment: Readonly<Record<string, string>>
  /** The key of the hashes that stand for a model's values. */
  readonly inputKey: () => Buffer
}

const engineVersion = ['version', '--format', '{{.Server.Version}}']

/** The Docker engine, through its socket where it is this machine's, and Compose through its command line. */
export function createDocker({ processes, environment, inputKey }: DockerOptions): Docker {
  const query = createQuery(processes, environment)
  const command = (target: Target, words: readonly string[]) => compose(target, environment, words)
  const run = async (target: Target, words: readonly string[], options: ComposeRun) => {
    const result = await runCompose(processes, command(target, words), options)
    // An engine that goes away in the middle shows in many words, or in none but an exit code: ask it.
    if (!result.ok) await query.text(engineVersion, options.signal)
    return result
  }
  const composeVersion = (signal?: AbortSignal) => query.text(['compose', 'version', '--short'], signal)
  const engine = createEngine(query, environment)
  const containers = createContainerQueries(query, engine)
  let own: ReturnType<Docker['ownContainer']> | undefined
  return {
    engineVersion: signal => query.text(engineVersion, signal),
    composeVersion,
    async buildxVersion(signal) {
      const { ok, stdout } = await query.run(['buildx', 'version'], signal)
      return ok ? stdout.trim().split(/\s+/)[1] : undefined
    },
    resolve: createModelReader({ processes, command, composeVersion, inputKey }),
    upCommand: (target, options) => command(withOverride(target, options), upWords(options)),
    buildCommand: (target, options) => command(target, buildWords(options)),
    restartCommand: (target, services) => command(target, restartWords(services)),
    pull: (target, { services, policy }, options) => run(target, pullWords(services, policy), options),
    build: (target, options, runOptions) => run(target, buildWords(options), runOptions),
    up: (target, options, runOptions) => run(withOverride(target, options), upWords(options), runOptions),
    restart: (target, services, runOptions) => run(target, restartWords(services), runOptions),
    async runIn(target, service, argv, options) {
      await removeOneOffs(query, target.project)
      try {
        return await run(target, runWords(service, argv), options)
      } finally {
        if (options.signal?.aborted) await removeOneOffs(query, target.project).catch(() => undefined)
      }
    },
    execIn: (target, service, argv, options) => run(target, execWords(service, argv), options),
    ...containers,
    ...createImageQueries(query, engine),
    ownContainer() {
      own ??= findOwnContainer(containers.findContainer)
      own.catch(() => {
        own = undefined
      })
      return own
    },
  }
}

/**
 * Ends what an aborted `run`, or one of a Redhook that was killed, left behind. An engine that removes one already refuses to do so
 * twice, and lists it until it is done.
 */
async function removeOneOffs(query: Query, project: string): Promise<void> {
  const filters = ['--filter', `label=com.docker.compose.project=${project}`, '--filter', `label=${oneOffLabel}`]
  for (let tries = 0; tries < removalTries; tries++) {
    const ids = (await query.text(['ps', '-aq', ...filters])).split('\n').filter(Boolean)
    if (ids.length === 0) return
    await query.run(['rm', '-f', ...ids])
    await sleep(removalPauseMs)
  }
}

const removalTries = 50
const removalPauseMs = 100

async function findOwnContainer(find: Docker['findContainer']): ReturnType<Docker['ownContainer']> {
  const id = parseOwnContainer(await readFile('/proc/self/mountinfo', 'utf8').catch(() => ''))
  return id === undefined ? undefined : find(id)
}
