import { RedhookError } from '../../core/errors.ts'
import type { ComposeProblem } from '../../pipeline/ports/docker.ts'
import type { RunResult } from '../../pipeline/ports/processes.ts'

/** The failure of the tools themselves rather than of what they were asked; undefined for any other. */
export function engineError(
  { spawnError }: Pick<RunResult, 'spawnError'>,
  problem: ComposeProblem | undefined,
): RedhookError | undefined {
  if (spawnError !== undefined) {
    return new RedhookError(`The docker command could not be started: ${spawnError}`, {
      code: 'COMPOSE_MISSING',
      hint: 'Install the Docker command line with its Compose plugin, in the PATH that Redhook was started with.',
    })
  }
  if (problem?.kind === 'compose-missing') {
    return new RedhookError('docker compose is not installed', {
      code: 'COMPOSE_MISSING',
      hint: 'Install the Compose plugin (docker compose version must work for the user that Redhook runs as).',
    })
  }
  if (problem?.kind !== 'engine-unreachable') return undefined
  const isDenied = /permission denied/i.test(problem.says)
  return new RedhookError(`The Docker engine does not answer: ${problem.says}`, {
    code: 'ENGINE_UNREACHABLE',
    // A socket that may not be opened stays shut however often one tries.
    retryable: !isDenied,
    hint: isDenied
      ? 'Add the user that Redhook runs as to the group of the socket (usually docker) and start Redhook again.'
      : 'Start the engine (systemctl start docker), or correct DOCKER_HOST. Redhook tries again by itself.',
  })
}
