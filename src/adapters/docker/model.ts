import { createHash } from 'node:crypto'
import { parseEnvFile } from '../../core/env-file.ts'
import type { ComposeModel } from '../../core/plan/compose-model.ts'
import type { Target } from '../../core/target.ts'
import type { Docker } from '../../pipeline/ports/docker.ts'
import type { Processes } from '../../pipeline/ports/processes.ts'
import { configWords } from './argv.ts'
import { askConfig, type ComposeCommand } from './ask-config.ts'
import { checkCopy } from './check-copy.ts'
import { type ComposeFiles, findComposeFiles } from './compose-files.ts'
import { createObserver, type Observer, type Seen, stillHolds } from './observe.ts'
import { createPlaces, type Places } from './places.ts'
import { readModel } from './read-model.ts'
import { createDigest } from './sections.ts'

export interface ModelReaderParts {
  readonly processes: Processes
  readonly command: ComposeCommand
  readonly composeVersion: () => Promise<string>
  /** The key of the hashes that stand for values. */
  readonly inputKey: () => Buffer
}

/** The last model of a project, and what it was made of. */
interface Kept {
  readonly settings: string
  readonly seen: Seen
  readonly model: ComposeModel
}

/**
 * Asks Compose for the resolved model, and remembers the last answer for each project: as long as the same is asked for and every
 * file is as it was, nothing is started. The version of Compose is asked for once.
 */
export function createModelReader(parts: ModelReaderParts): Docker['resolve'] {
  const known = new Map<string, Kept>()
  const composeVersion = keep(parts.composeVersion)
  return async (target, signal, as) => {
    const disk = createObserver()
    if (as) {
      const command = as.isUnreviewed ? await checkCopy(target, as, parts.command) : parts.command
      return read({ ...parts, command, composeVersion }, target, disk, await createPlaces(target, as), signal)
    }
    const settings = printSettings(target)
    const last = known.get(target.project)
    if (last?.settings === settings && (await stillHolds(last.seen))) return last.model
    const model = await read({ ...parts, composeVersion }, target, disk, await createPlaces(target), signal)
    if (model.mayTakeInOthers) known.delete(target.project)
    else known.set(target.project, { settings, seen: disk.seen, model })
    return model
  }
}

async function read(
  { processes, command, composeVersion, inputKey }: ModelReaderParts,
  target: Target,
  disk: Observer,
  places: Places,
  signal: AbortSignal | undefined,
): Promise<ComposeModel> {
  const config = command(target, configWords)
  const own = { ...parseEnvFile((await readOwn(target, disk)) ?? ''), ...config.env }
  const files = await findComposeFiles({ files: target.files, variables: own }, disk)
  await lookThrough(files, disk)
  const [answer, version] = await Promise.all([
    askConfig(processes, config, { files, name: places.name }, signal),
    composeVersion(),
  ])
  return readModel({
    ...answer,
    files,
    project: target.project,
    composeVersion: version,
    variables: { ...files.variables, ...own },
    digest: createDigest(inputKey(), places.place),
    disk: placed(disk, places),
    place: places.place,
  })
}

const readOwn = async ({ envFile }: Target, disk: Observer): Promise<string | undefined> =>
  envFile === undefined ? undefined : disk.read(envFile)

/** Compose reads these, not we; but when one changes, what is kept holds no longer. */
async function lookThrough({ envFiles, variableFiles }: ComposeFiles, disk: Observer): Promise<void> {
  const paths = [...envFiles.values()].flat().map(({ path }) => path)
  await Promise.all([...paths, ...variableFiles].map(path => disk.read(path)))
}

/** The disk with every path where it stands for. */
const placed = (disk: Observer, { place }: Places): Observer => ({
  ...disk,
  look: async path => {
    const sight = await disk.look(path)
    return { ...sight, real: place(sight.real) }
  },
})

/** Without the values themselves. */
const printSettings = ({ cwd, files, envFile, profiles, environment }: Target): string =>
  createHash('sha256')
    .update(JSON.stringify([cwd, files, envFile, profiles, environment]))
    .digest('base64')

/** Asks until there is an answer, then never again. */
function keep<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined
  return () => {
    answer ??= ask().catch(error => {
      answer = undefined
      throw error
    })
    return answer
  }
}
