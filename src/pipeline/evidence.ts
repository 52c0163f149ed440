import type { Evidence } from '../core/errors.ts'
import type { ContainerState } from '../core/health/container-state.ts'
import type { Docker } from './ports/docker.ts'

const logLines = 30

/** What a container that failed shows: how it stands, what its healthcheck said, the last lines of its log. */
export async function evidenceOf(container: ContainerState, docker: Docker, signal?: AbortSignal): Promise<Evidence> {
  const { service, name, status, exitCode, health, error } = container
  const log = await docker.lastLines(container.id, logLines, signal)
  return {
    service,
    container: name,
    state: error === undefined ? status : `${status}: ${error}`,
    ...(status === 'running' || status === 'created' ? {} : { exitCode }),
    ...(health === undefined ? {} : { health: [health.status, health.lastOutput].filter(Boolean).join(': ') }),
    log: log.length > 0 ? log : ['(it logged nothing)'],
  }
}
