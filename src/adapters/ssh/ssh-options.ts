import { RedhookError } from '../../core/errors.ts'
import type { Processes } from '../../pipeline/ports/processes.ts'

/** What keys are made with. */
export interface SshOptions {
  readonly processes: Processes
  /** PATH and HOME. */
  readonly environment: Readonly<Record<string, string>>
  /** The user that git runs as in a folder, where that is not Redhook's own. */
  ownerOf(path: string): Owner | undefined
}

export interface Owner {
  readonly uid: number
  readonly gid: number
}

/** A program of OpenSSH that is not there. */
export const notStarted = (program: string, why: string) =>
  new RedhookError(`${program} could not be started: ${why}`, {
    code: 'COMMAND_FAILED',
    hint: 'Install openssh-client (or openssh); git over ssh needs it, too.',
  })
