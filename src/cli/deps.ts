import type { Env } from '../config/env.ts'
import type { Config } from '../config/load.ts'
import type { SetupPorts } from './add/add-ports.ts'
import type { CheckPorts } from './check/finding.ts'
import type { InitPorts } from './init/init-ports.ts'

/** Where text goes. */
export interface Output {
  write(text: string): unknown
  readonly isTTY: boolean
  /** Width of the terminal, if it is one. Asked each time, since it can be resized. */
  readonly columns?: number | undefined
  readonly rows?: number | undefined
}

/** Options of every command: which configuration and which data folder. */
export interface PlaceOptions {
  readonly config?: string
  readonly data?: string
}

export interface ServeOptions extends PlaceOptions {
  readonly address?: string
  readonly port?: number
  readonly debug?: boolean
}

/** Everything the command line reaches outside itself, so that a test needs no process. */
export interface CliDeps {
  readonly stdout: Output
  readonly stderr: Output
  readonly env: Env
  readonly cwd: string
  readonly version: string
  /** Whether this process runs in a container. */
  readonly inContainer: boolean
  /** Aborts on SIGINT and SIGTERM. */
  readonly signal: AbortSignal
  /** UTC, epoch milliseconds. */
  now(): number
  /** Runs the server until the signal aborts and everything is closed. */
  serve(options: ServeOptions, signal: AbortSignal): Promise<void>
  /** What `check` looks at the machine with. */
  openCheck(config: Config): Promise<CheckPorts & AsyncDisposable>
  /** What `init` looks at the machine with. */
  openInit(): Promise<InitPorts>
  /** What `add` and `remove` reach forges, hosts and keys with. */
  openSetup(config: Config): Promise<SetupPorts>
  /** Shows a page in the browser of this desktop; false where there is none. */
  openPage(url: string): Promise<boolean>
  /** Asks the person at the terminal for a line; absent where nobody sits there. */
  readonly ask?: (question: string) => Promise<string>
  /**
   * A secret, typed unseen or from a pipe. `what` is asked for.
   * @throws RedhookError USAGE
   */
  readSecret(what: string): Promise<string>
  /** Calls back when the terminal of standard output was resized, until disposed. */
  onResize(callback: () => void): Disposable
}
