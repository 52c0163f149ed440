import { type ErrorCode, RedhookError } from '../core/errors.ts'
import type { ContainerState } from '../core/health/container-state.ts'
import type { Finding } from '../core/health/judge.ts'
import type { Target } from '../core/target.ts'
import { evidenceOf } from './evidence.ts'
import type { Docker } from './ports/docker.ts'

const mostEvidence = 5

/** Services that broke, with their evidence. */
export const unhealthy = (findings: readonly Finding[], docker: Docker, signal: AbortSignal): Promise<RedhookError> =>
  withEvidence('UNHEALTHY', formatFindings(findings), findings, docker, signal)

/** The time is up: by what was waited for, or by what the health URL answered last. */
export function healthTimeout(
  timeoutMs: number,
  findings: readonly Finding[],
  answer: string | undefined,
  docker: Docker,
  signal: AbortSignal,
): Promise<RedhookError> {
  const message = `Not healthy after ${timeoutMs / 1_000} s: ${answer ?? formatFindings(findings)}`
  return withEvidence('HEALTH_TIMEOUT', message, findings, docker, signal)
}

/** Behind a URL that does not answer well may be any service that publishes a port. */
export const behindUrl = (containers: readonly ContainerState[]): Finding[] =>
  containers.filter(({ publishesPorts }) => publishesPorts).map(container => ({ container, why: '' }))

/** `up` went well and started nothing. */
export const nothingRuns = ({ project }: Target): RedhookError =>
  new RedhookError(`The project ${project} has no containers`, {
    code: 'UNHEALTHY',
    hint: 'Every service may be in a profile that is not active: set profiles for this app.',
  })

/** A container that ran a moment ago is gone. */
export const containersLost = (services: readonly string[]): RedhookError =>
  new RedhookError(`A container of ${services.join(', ')} was removed while Redhook waited for it to be healthy`, {
    code: 'UNHEALTHY',
    hint: 'Somebody or something else removes containers of this project. Once that is over: redhook deploy.',
  })

const formatFindings = (findings: readonly Finding[]): string =>
  [...new Set(findings.map(({ container, why }) => `${container.service} ${why}`))].join('; ')

async function withEvidence(
  code: ErrorCode,
  message: string,
  findings: readonly Finding[],
  docker: Docker,
  signal: AbortSignal,
): Promise<RedhookError> {
  const containers = findings.slice(0, mostEvidence).map(({ container }) => container)
  const names = [...new Set(containers.map(({ service }) => service))].join(', ')
  const raise = code === 'HEALTH_TIMEOUT' ? ', or raise health.timeout' : ''
  return new RedhookError(message, {
    code,
    hint: `Read the log of ${names || 'the service'} below and push a correction${raise}.`,
    evidence: await Promise.all(containers.map(container => evidenceOf(container, docker, signal))),
  })
}
