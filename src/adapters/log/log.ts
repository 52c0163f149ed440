import { pino } from 'pino'
import pinoPretty from 'pino-pretty'
import type { Log } from '../../pipeline/ports/log.ts'
import { type Console, openConsole } from './console.ts'
import { openLogFile } from './log-file.ts'
import { createLiveRedact } from './redact-line.ts'

export const logLevels = ['debug', 'info', 'warn', 'error'] as const
export type LogLevel = (typeof logLevels)[number]

export interface LogOptions {
  readonly level: LogLevel
  /** Absolute path of a file beside the console; its folder is made. */
  readonly file?: string
  /** For people on a terminal; JSON lines otherwise. The file gets JSON lines in any case. */
  readonly pretty: boolean
  /** Asked for every line, so that a reload may change them. */
  readonly secrets: () => Iterable<string>
  /** Standard output unless told otherwise. */
  readonly console?: Console
}

export interface OpenLog extends Log {
  /** Opens the file anew under its path: what a SIGHUP after logrotate asks for. */
  reopen(): void
  /** Writes out what waits, for a second at most. The log stays usable, so that a late line is not an error. */
  close(): Promise<void>
}

/**
 * A log of JSON lines `{"level":"info","time":"<ISO, UTC>",…fields,"msg":"<constant sentence>"}`. Known secrets are replaced in the
 * finished line, so that no field, error message or stack can carry one.
 */
export function createLog({ level, file, pretty, secrets, console: sink }: LogOptions): OpenLog {
  const console = sink ?? openConsole(process.stdout)
  const format = pretty ? createPretty(sink === undefined) : (line: string) => line
  const toConsole = (line: string) => console.write(format(line))
  const toFile = file === undefined ? undefined : openLogFile(file, error => toConsole(formatFileTrouble(file, error)))
  const redact = createLiveRedact(secrets)
  const write = (line: string) => {
    const clean = redact(line)
    toConsole(clean)
    toFile?.write(clean)
  }
  const log = pino(pinoOptions(level), { write })
  return {
    debug: (fields, sentence) => log.debug(fields, sentence),
    info: (fields, sentence) => log.info(fields, sentence),
    warn: (fields, sentence) => log.warn(fields, sentence),
    error: (fields, sentence) => log.error(fields, sentence),
    reopen: () => toFile?.reopen(),
    async close() {
      await Promise.all([console.close(), toFile?.close()])
    },
  }
}

const pinoOptions = (level: LogLevel) => ({
  level,
  base: null,
  timestamp: pino.stdTimeFunctions.isoTime,
  formatters: { level: (label: string) => ({ level: label }) },
  serializers: { err: pino.stdSerializers.err, error: pino.stdSerializers.err },
})

const createPretty = (colorize: boolean) =>
  pinoPretty.prettyFactory({
    colorize,
    translateTime: 'SYS:HH:MM:ss',
    singleLine: true,
    errorLikeObjectKeys: ['err', 'error'],
  })

/** One more line for the console, in the form of all others. */
const formatFileTrouble = (file: string, { message }: Error): string =>
  `${JSON.stringify({ level: 'error', time: new Date().toISOString(), file, reason: message, msg: 'the log file cannot be written' })}\n`
