import { createHash } from 'node:crypto'
import type { Command } from '../../core/command.ts'
import { RedhookError } from '../../core/errors.ts'
import type { BoxRun, CheckBox, CheckBoxes } from '../../pipeline/ports/check-boxes.ts'
import type { OnLine, Processes } from '../../pipeline/ports/processes.ts'
import { compose as composeCommand, docker } from './argv.ts'
import {
  checkLabel,
  checkName,
  checkValue,
  copyWords,
  createWords,
  openUpWords,
  runServiceWords,
  stepWords,
} from './check-argv.ts'
import { labelledContainers, removalMs, removeContainers, removeProject } from './check-leftovers.ts'
import { engineError } from './engine-error.ts'
import { createQuery, type Query } from './query.ts'

export interface CheckBoxesOptions {
  readonly processes: Processes
  readonly environment: Readonly<Record<string, string>>
  /** Tells this Redhook's checks from those of another on the same engine. */
  readonly dataDir: string
}

/** Throwaway containers by the docker command line. */
export function createCheckBoxes(options: CheckBoxesOptions): CheckBoxes {
  const tag = createHash('sha256').update(options.dataDir).digest('hex').slice(0, 8)
  const query = createQuery(options.processes, options.environment)
  const speak = createSpeak(options, query)
  const labelOf = (id: number) => `${checkLabel}=${checkValue(tag, id)}`
  const namingOf = (id: number) => ({ name: checkName(tag, id), label: labelOf(id) })
  return {
    async openImage(image, request, run) {
      const naming = namingOf(request.id)
      const remove = () => removeContainers(query, labelOf(request.id))
      return openOrRemove(remove, async () => {
        await pullMissing(image, run)
        await must(`A container of ${image} could not be made`, createWords(image, request, naming), run)
        await must(`The container of ${image} could not be started`, ['start', naming.name], run)
        await must('The files could not be copied', copyWords(request.tree, naming.name), run)
        await speak(docker(options.environment, ...openUpWords(naming.name)), silent(run))
        return naming.name
      })
    },
    projectOf: id => checkName(tag, id),
    labelOf: id => [checkLabel, checkValue(tag, id)],
    async openService(request, run) {
      const naming = namingOf(request.id)
      const project = naming.name
      const target = { project, profiles: [], environment: {}, secrets: [], ...request }
      const compose = (...words: string[]) => speak(composeCommand(target, options.environment, words), run)
      const box = { name: `${project}-box`, label: naming.label }
      return openOrRemove(
        () => removeProject(query, project),
        async () => {
          const { service, env } = request
          requireDone(
            await compose('build', '--with-dependencies', service),
            `The service ${service} could not be built`,
          )
          requireDone(
            await compose(...runServiceWords(service, env, box)),
            `The service ${service} could not be started`,
          )
          return box.name
        },
      )
    },
    async clear() {
      const left = await labelledContainers(query, checkLabel)
      for (const { id, project } of left.filter(({ value }) => value.startsWith(`${tag}-`))) {
        await query.run(['rm', '-f', '-v', id], undefined, removalMs)
        if (project !== '') await removeProject(query, project)
      }
    },
  }

  /** Removes before, what a Redhook that was killed left; after; and where it could not be opened. */
  async function openOrRemove(remove: () => Promise<void>, open: () => Promise<string>): Promise<CheckBox> {
    await remove()
    try {
      const name = await open()
      const step: CheckBox['step'] = async (argv, run) =>
        (await speak(docker(options.environment, ...stepWords(name, argv)), run)).exitCode
      return { step, [Symbol.asyncDispose]: remove }
    } catch (error) {
      await remove()
      throw error
    }
  }

  async function pullMissing(image: string, run: BoxRun): Promise<void> {
    const { ok } = await query.run(['image', 'inspect', '--format', '{{.Id}}', image], run.signal)
    if (!ok) await must(`The image ${image} could not be pulled`, ['pull', '--quiet', image], run)
  }

  async function must(what: string, words: readonly string[], run: BoxRun): Promise<void> {
    requireDone(await speak(docker(options.environment, ...words), silent(run)), what)
  }
}

const silent = ({ signal }: BoxRun): BoxRun => ({ signal, onLine: () => undefined })

interface Said {
  readonly exitCode: number | undefined
  /** The last line on standard error. */
  readonly last: string
}

function requireDone({ exitCode, last }: Said, what: string): void {
  if (exitCode === 0) return
  throw new RedhookError(`${what}: ${last}`, {
    code: 'CHECK_FAILED',
    hint: 'The image must be there for the engine to pull or to build, and have sh, tail and chmod, as every image with a shell has.',
  })
}

/** Runs a command to its end. @throws RedhookError ENGINE_UNREACHABLE, COMPOSE_MISSING; the signal's reason */
const createSpeak =
  ({ processes }: CheckBoxesOptions, query: Query) =>
  async (command: Command, { signal, onLine }: BoxRun): Promise<Said> => {
    let last = ''
    const keep: OnLine = (line, stream) => {
      if (stream === 'stderr' && line !== '') last = line
      onLine(line, stream)
    }
    const result = await processes.run(command, { signal, maxOutputBytes: 4_096, onLine: keep })
    signal.throwIfAborted()
    const notStarted = engineError(result, undefined)
    if (notStarted) throw notStarted
    // What a step says proves nothing of the engine: ask it.
    if (result.exitCode !== 0) await query.text(['version', '--format', '{{.Server.Version}}'], signal)
    return { exitCode: result.exitCode, last }
  }
