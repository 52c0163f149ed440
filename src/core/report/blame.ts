import type { ErrorCode } from '../errors.ts'

/** Failures that another commit can mend. The others are of the server, or of who set it up. */
const ofTheCommit: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'LFS_MISSING',
  'SUBMODULE_FAILED',
  'COMPOSE_FILE_MISSING',
  'COMPOSE_INVALID',
  'ENV_MISSING',
  'PULL_FAILED',
  'BUILD_FAILED',
  'BEFORE_FAILED',
  'UP_FAILED',
  'UNHEALTHY',
  'HEALTH_TIMEOUT',
  'AFTER_FAILED',
  'ROLLBACK_FAILED',
  'COMMAND_FAILED',
  'SELF_FAILED',
  'STEP_TIMEOUT',
  'PREVIEW_REFUSED',
  'CHECK_FAILED',
])

/** Whether the commit is to blame: `failure` at a forge, else `error`. */
export const isOfTheCommit = (code: ErrorCode): boolean => ofTheCommit.has(code)
