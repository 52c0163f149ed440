import type { Command } from 'commander'
import type { Client } from './client.ts'
import { createClient } from './client.ts'
import type { CliDeps, PlaceOptions } from './deps.ts'
import type { ExitCode } from './exit-codes.ts'
import { findDataDir } from './place.ts'
import type { TableStyle } from './render/table-style.ts'
import { createPaint } from './style.ts'

/** What a command adds itself to, and reports to. */
export interface Session {
  readonly deps: CliDeps
  readonly program: Command
  /** How `redhook` will end; the last command that says so decides. */
  exitCode: ExitCode
}

/** A client for the server that the options name. */
export const connect = ({ deps }: Session, options: PlaceOptions): Client =>
  createClient(findDataDir(deps, options), deps.signal)

/** Prints one value as JSON, indented, for scripts. */
export const printJson = ({ deps }: Session, value: unknown): unknown =>
  deps.stdout.write(`${JSON.stringify(value, undefined, 2)}\n`)

/** Prints a line with the time (UTC) before it. */
export const printLine = ({ deps }: Session, text: string): unknown =>
  deps.stdout.write(`${new Date(deps.now()).toISOString().slice(0, 19)}Z ${text}\n`)

/** How tables look on this standard output. */
export const tableStyle = ({ deps }: Session): TableStyle => ({
  paint: createPaint(deps.stdout, deps.env),
  now: deps.now(),
  width: deps.stdout.isTTY ? deps.stdout.columns : undefined,
})

/** The examples at the end of a command's help. */
export const examples = (...lines: readonly string[]): string =>
  `\nExamples:\n${lines.map(line => `  $ ${line}`).join('\n')}\n`
