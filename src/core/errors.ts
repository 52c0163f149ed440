/**
 * Every failure that Redhook can name. The key is the code people and scripts see; the value says whether the same
 * thing can go well by itself a little later, so that the worker tries again with growing waits.
 */
export const errorCodes = {
  CONFIG_NOT_FOUND: { heals: false },
  CONFIG_INVALID: { heals: false },
  SECRET_MISSING: { heals: false },
  DATA_IN_USE: { heals: false },
  STORE_NEWER: { heals: false },
  STORE_FAILED: { heals: true },
  NO_SERVER: { heals: false },
  ADDRESS_IN_USE: { heals: false },
  ADDRESS_INVALID: { heals: false },
  USAGE: { heals: false },
  APP_UNKNOWN: { heals: false },
  DEPLOYMENT_UNKNOWN: { heals: false },
  REF_UNKNOWN: { heals: false },
  VERSION_UNKNOWN: { heals: false },
  DELIVERY_UNKNOWN: { heals: false },
  APP_LOCKED: { heals: false },
  ALREADY_ENDED: { heals: false },
  NOT_ENDED: { heals: false },
  TOKEN_EXISTS: { heals: false },
  TOKEN_UNKNOWN: { heals: false },
  PREVIEW_UNKNOWN: { heals: false },
  CHECK_UNKNOWN: { heals: false },

  PROVIDER_UNREACHABLE: { heals: true },
  PROVIDER_LIMITED: { heals: true },
  PROVIDER_DENIED: { heals: false },
  PROVIDER_FAILED: { heals: false },

  PREVIEW_REFUSED: { heals: false },
  CHECK_FAILED: { heals: false },

  CHECKOUT_MISSING: { heals: false },
  CHECKOUT_INVALID: { heals: false },
  CHECKOUT_BUSY: { heals: true },
  REMOTE_UNREACHABLE: { heals: true },
  REMOTE_DENIED: { heals: false },
  REMOTE_HOST_KEY: { heals: false },
  CLONE_FAILED: { heals: false },
  FETCH_FAILED: { heals: false },
  BRANCH_INVALID: { heals: false },
  WRONG_BRANCH: { heals: false },
  LOCAL_COMMITS: { heals: false },
  LOCAL_CHANGES: { heals: false },
  GIT_FAILED: { heals: false },
  LFS_MISSING: { heals: false },
  SUBMODULE_FAILED: { heals: false },

  ENGINE_UNREACHABLE: { heals: true },
  COMPOSE_MISSING: { heals: false },
  COMPOSE_FILE_MISSING: { heals: false },
  COMPOSE_INVALID: { heals: false },
  COLOR_INVALID: { heals: false },
  ENV_MISSING: { heals: false },
  FOREIGN_PROJECT: { heals: false },
  SELF_PROJECT: { heals: false },
  PORT_TAKEN: { heals: false },
  PULL_FAILED: { heals: false },
  DISK_LOW: { heals: false },
  BUILD_FAILED: { heals: false },
  BEFORE_FAILED: { heals: false },
  UP_FAILED: { heals: false },
  UNHEALTHY: { heals: false },
  HEALTH_TIMEOUT: { heals: false },
  AFTER_FAILED: { heals: false },
  ROLLBACK_FAILED: { heals: false },
  IMAGE_GONE: { heals: false },
  COMMAND_FAILED: { heals: false },
  SELF_FAILED: { heals: false },

  STEP_TIMEOUT: { heals: false },
  STOPPED: { heals: false },
  INTERRUPTED: { heals: false },
  CANCELLED: { heals: false },
  INTERNAL: { heals: false },
} as const satisfies Record<string, { heals: boolean }>

export type ErrorCode = keyof typeof errorCodes

/** What a failed service showed: kept with the deployment, secrets redacted. */
export interface Evidence {
  readonly service?: string
  readonly container?: string
  readonly state?: string
  readonly exitCode?: number
  readonly health?: string
  /** The last lines of the log that belongs to the failure. */
  readonly log?: readonly string[]
}

export interface RedhookErrorOptions {
  readonly code: ErrorCode
  /** The next action, as a sentence. */
  readonly hint: string
  readonly cause?: unknown
  /** Overrides what the catalogue says of the code. */
  readonly retryable?: boolean
  readonly evidence?: readonly Evidence[]
}

/** A failure that says what was found (message), what it is (code) and what to do next (hint). */
export class RedhookError extends Error {
  override readonly name = 'RedhookError'
  readonly code: ErrorCode
  readonly hint: string
  readonly retryable: boolean
  readonly evidence: readonly Evidence[]

  constructor(message: string, options: RedhookErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = options.code
    this.hint = options.hint
    this.retryable = options.retryable ?? errorCodes[options.code].heals
    this.evidence = options.evidence ?? []
  }
}

/** The same failure without these secrets, and without its cause, whose words nobody can vouch for. */
export function redactError(error: RedhookError, redact: (text: string) => string): RedhookError {
  const clean = (evidence: Evidence): Evidence => ({
    ...evidence,
    ...(evidence.health === undefined ? {} : { health: redact(evidence.health) }),
    ...(evidence.state === undefined ? {} : { state: redact(evidence.state) }),
    ...(evidence.log === undefined ? {} : { log: evidence.log.map(redact) }),
  })
  const { code, retryable, evidence } = error
  return new RedhookError(redact(error.message), {
    code,
    retryable,
    hint: redact(error.hint),
    evidence: evidence.map(clean),
  })
}

/** A failure as it is stored, answered and printed. */
export interface Failure {
  readonly code: ErrorCode
  readonly message: string
  readonly hint: string
  readonly evidence?: readonly Evidence[]
}

/** Any thrown value as a Failure; what is not ours is `INTERNAL`. */
export function toFailure(error: unknown): Failure {
  if (error instanceof RedhookError) {
    const { code, message, hint, evidence } = error
    return evidence.length > 0 ? { code, message, hint, evidence } : { code, message, hint }
  }
  const message = error instanceof Error ? error.message : String(error)
  return {
    code: 'INTERNAL',
    message,
    hint: 'This is a bug in Redhook. Please report it with the log of this deployment.',
  }
}
