import type { ContainerState } from '../../core/health/container-state.ts'
import type { Docker } from '../../pipeline/ports/docker.ts'
import type { Engine } from './engine.ts'
import { formatImageName } from './image-names.ts'
import { parseRefs, refFormat, toContainerStates } from './parse-container.ts'
import { idsByName } from './parse-image.ts'
import { findListener } from './port-holder.ts'
import { createProjectContainers } from './project-containers.ts'
import type { Query } from './query.ts'
import { shareInspect } from './share-inspect.ts'

type ContainerQueries = Pick<
  Docker,
  | 'containers'
  | 'containersOf'
  | 'inspect'
  | 'containersIn'
  | 'lastLines'
  | 'presentImages'
  | 'portHolder'
  | 'findContainer'
  | 'removeContainer'
>

const label = 'com.docker.compose.'

/** Questions about containers and images. */
export function createContainerQueries(query: Query, engine: Engine): ContainerQueries {
  const refs = async (words: readonly string[], signal?: AbortSignal) =>
    parseRefs(await query.text(['ps', '--no-trunc', '--format', refFormat, ...words], signal))

  const inspect: Docker['inspect'] = async (ids, signal) => {
    if (ids.length === 0) return []
    const inspected = await engine.inspect(ids, signal)
    return inspected && toContainerStates(inspected)
  }
  return {
    inspect: shareInspect(inspect),
    containersOf: createProjectContainers(engine),
    containers: (project, signal) => listAndInspect(engine, inspect, project, signal),
    async containersIn(folders, signal) {
      const found = await engine.list([`${label}project.working_dir`], { all: false, ...(signal && { signal }) })
      return found.filter(({ folder }) => folders.includes(folder)).map(({ ref }) => ref)
    },
    async lastLines(container, lines, signal) {
      const { stdout, stderr } = await query.run(['logs', '--timestamps', '--tail', String(lines), container], signal)
      return mergeLogs(stdout, stderr).slice(-lines)
    },
    async presentImages(names, signal) {
      if (names.length === 0) return new Set()
      const found = idsByName(await engine.images(names, signal))
      return new Set(names.filter(name => found.has(name) || found.has(formatImageName(name))))
    },
    async portHolder(port, signal) {
      const [first] = await refs(['--filter', `publish=${port}`], signal)
      return first ? { container: first.ref } : findListener(port)
    },
    findContainer: async (id, signal) => (await refs(['-a', '--filter', `id=${id}`], signal))[0]?.ref,
    async removeContainer(id, signal) {
      await query.run(['rm', id], signal)
    },
  }
}

/** Two questions; a container that goes away between them makes us ask again. */
async function listAndInspect(
  engine: Engine,
  inspect: Docker['inspect'],
  project: string,
  signal?: AbortSignal,
): Promise<ContainerState[]> {
  const labels = [`${label}project=${project}`, `${label}oneoff=False`]
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const listed = await engine.list(labels, { all: true, ...(signal && { signal }) })
    const states = await inspect(
      listed.map(({ ref }) => ref.id),
      signal,
    )
    if (states) return states
  }
  return []
}

/** Both streams of a log in order of their timestamps, which are then cut off. */
function mergeLogs(stdout: string, stderr: string): string[] {
  const lines = [...stdout.split('\n'), ...stderr.split('\n')].filter(line => /^\d{4}-\d\d-\d\dT/.test(line))
  return lines
    .map(line => ({ at: line.slice(0, line.indexOf(' ')), text: line.slice(line.indexOf(' ') + 1) }))
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
    .map(({ text }) => text.trimEnd())
}
