import type { Env } from '../../config/env.ts'
import type { Config } from '../../config/load.ts'
import type { App } from '../../core/app.ts'
import type { Failure } from '../../core/errors.ts'
import type { Target } from '../../core/target.ts'
import type { Docker } from '../../pipeline/ports/docker.ts'
import type { Git } from '../../pipeline/ports/git.ts'
import type { Processes } from '../../pipeline/ports/processes.ts'

/** One thing that was looked at: how it is, and what to do where it should be otherwise. */
export interface Finding {
  readonly severity: 'ok' | 'warn' | 'error'
  /** What kind of thing: `git`, `docker`, `checkout`, … */
  readonly area: string
  /** The app, file or address it is about. */
  readonly subject?: string
  readonly message: string
  readonly remedy?: string
}

/** What the checks look at the machine with. */
export interface CheckPorts {
  readonly processes: Processes
  /** The environment for `docker` and the like: PATH, HOME, DOCKER_*, … */
  readonly childEnvironment: Readonly<Record<string, string>>
  readonly git: Pick<Git, 'version' | 'state' | 'remoteUrl' | 'defaultBranch' | 'editedPaths' | 'changes'>
  readonly docker: Pick<Docker, 'resolve'>
  /** The Compose files and color of an app, read from its checkout. @throws RedhookError */
  resolveTarget(app: App): Promise<Target>
}

/** What one check gets. */
export interface CheckContext extends CheckPorts {
  readonly config: Config
  /** The general webhook secret and the API's token, as far as they are configured. */
  readonly env: Pick<Env, 'webhookSecret' | 'token'>
  readonly signal: AbortSignal
  readonly inContainer: boolean
  /** A server answers on the socket of this data folder. */
  readonly serverRuns: boolean
}

export const ok = (area: string, message: string, subject?: string): Finding => found('ok', area, message, { subject })

export const warn = (area: string, message: string, remedy: string, subject?: string): Finding =>
  found('warn', area, message, { remedy, subject })

export const bad = (area: string, message: string, remedy: string, subject?: string): Finding =>
  found('error', area, message, { remedy, subject })

/** A failure that a port reported, as a finding. */
export const failed = (area: string, { message, hint }: Failure, subject?: string): Finding =>
  bad(area, message, hint, subject)

function found(
  severity: Finding['severity'],
  area: string,
  message: string,
  more: { remedy?: string; subject?: string | undefined },
): Finding {
  const { remedy, subject } = more
  return {
    severity,
    area,
    message,
    ...(subject === undefined ? {} : { subject }),
    ...(remedy === undefined ? {} : { remedy }),
  }
}
