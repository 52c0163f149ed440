import type { Docker, ProjectContainer } from '../../pipeline/ports/docker.ts'
import type { Engine } from './engine.ts'
import type { Inspected, PublishedPort } from './inspected.ts'
import { toContainerStates } from './parse-container.ts'

const label = 'com.docker.compose.'

/** Two questions for all projects together; a container that goes away between them makes us ask again. */
export const createProjectContainers =
  (engine: Engine): Docker['containersOf'] =>
  async (projects, signal) => {
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const labels = [`${label}project`, `${label}oneoff=False`]
      const listed = await engine.list(labels, { all: true, ...(signal && { signal }) })
      const ids = listed.filter(({ ref }) => projects.includes(ref.project ?? '')).map(({ ref }) => ref.id)
      if (ids.length === 0) return []
      const inspected = await engine.inspect(ids, signal)
      if (inspected) return toProjectContainers(inspected)
    }
    return []
  }

/** Inspected containers, by project and name. */
export function toProjectContainers(inspected: readonly Inspected[]): ProjectContainer[] {
  const byId = new Map(inspected.map(one => [one.Id, one]))
  return toContainerStates(inspected)
    .map(state => ({
      ...state,
      project: byId.get(state.id)?.Config.Labels?.[`${label}project`] ?? '',
      ports: formatPorts(byId.get(state.id)?.NetworkSettings?.Ports ?? {}),
    }))
    .sort((a, b) => compare(a.project, b.project) || compare(a.name, b.name))
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** The same port of IPv4 and IPv6 is one to a person. */
function formatPorts(ports: Readonly<Record<string, readonly PublishedPort[] | null>>): string[] {
  const lines = Object.entries(ports).flatMap(([inside, published]) =>
    (published ?? []).map(({ HostIp, HostPort }) => `${isAny(HostIp) ? '' : `${HostIp}:`}${HostPort}->${inside}`),
  )
  return [...new Set(lines)]
}

const isAny = (address: string): boolean => ['', '0.0.0.0', '::'].includes(address)
