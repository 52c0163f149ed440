import { type Failure, RedhookError } from '../errors.ts'
import type { Version } from './deployment.ts'

/** A version as people know it: `the version of deployment 12 (abc1234567)`. */
export function describeVersion({ deployment, commit }: Pick<Version, 'deployment' | 'commit'>): string {
  const short = commit === undefined ? '' : ` (${commit.slice(0, 10)})`
  return deployment === undefined ? `what ran before${short}` : `the version of deployment ${deployment}${short}`
}

/** Why a deployment ended as rolled back. */
export const rolledBackReason = ({ message }: Failure, version: Version): string =>
  `${message}; ${describeVersion(version)} runs again`

/** The failure of a deployment that was rolled back, with what that did not put back; `partly`: why the files stayed as they are. */
export function rolledBackFailure(failure: Failure, partly: string | undefined): Failure {
  const files = partly === undefined ? '' : ` Its images were put back and the files were not: ${partly}.`
  return { ...failure, hint: `${failure.hint}${files} The app's .env and its data are as this deployment left them.` }
}

/** A way back that failed. It is not tried again: whoever reads this has to look. */
export function rollbackFailed(failure: Failure, second: Failure, version: Version, project: string): RedhookError {
  return new RedhookError(
    `${failure.message}; the rollback to ${describeVersion(version)} failed, too: ${second.message}`,
    {
      code: 'ROLLBACK_FAILED',
      hint: `See what runs: docker compose -p ${project} ps. ${[...new Set([second.hint, failure.hint])].join(' ')}`,
      evidence: [...(failure.evidence ?? []), ...(second.evidence ?? [])],
    },
  )
}

/** A stored failure, thrown again. It has had its chances to heal. */
export const rethrown = ({ message, ...failure }: Failure): RedhookError =>
  new RedhookError(message, { ...failure, retryable: false })
