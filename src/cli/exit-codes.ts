import type { ErrorCode } from '../core/errors.ts'

/** What a script can tell from how `redhook` ended. One table for the code, `--help` and the handbook. */
export const exitCodes = {
  ok: { status: 0, meaning: 'done' },
  failed: {
    status: 1,
    meaning: 'a deployment failed (also where it was rolled back), a check found an error, or a request was refused',
  },
  usage: { status: 2, meaning: 'the command line was not understood' },
  noServer: { status: 69, meaning: 'no server answers' },
  internal: { status: 70, meaning: 'a bug in Redhook' },
  config: { status: 78, meaning: 'the configuration is missing or has mistakes' },
  interrupted: { status: 130, meaning: 'interrupted (Ctrl-C)' },
} as const satisfies Record<string, { status: number; meaning: string }>

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]['status']

/** The exit status that a failure with this code leads to. */
export function exitCodeOf(code: ErrorCode): ExitCode {
  switch (code) {
    case 'USAGE':
      return exitCodes.usage.status
    case 'NO_SERVER':
      return exitCodes.noServer.status
    case 'CONFIG_NOT_FOUND':
    case 'CONFIG_INVALID':
    case 'SECRET_MISSING':
      return exitCodes.config.status
    case 'INTERNAL':
      return exitCodes.internal.status
    default:
      return exitCodes.failed.status
  }
}

/** The table as `--help` shows it. */
export const formatExitCodes = (): string =>
  Object.values(exitCodes)
    .map(({ status, meaning }) => `  ${String(status).padStart(3)}  ${meaning}`)
    .join('\n')
