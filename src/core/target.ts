import type { Color } from './app.ts'

/** Where a deployment goes: everything Compose has to be told, resolved from the app and its `.env`. */
export interface Target {
  /** The Compose project, color included. */
  readonly project: string
  /** Absent with `color: none`. */
  readonly color?: Color
  /** Absolute path of the app's folder: the working directory of every command. */
  readonly cwd: string
  /** Compose files, absolute, in order. */
  readonly files: readonly string[]
  /** The app's `.env`, absolute; absent when there is none. */
  readonly envFile?: string
  readonly profiles: readonly string[]
  /** The app's `environment`, beside the minimal one. */
  readonly environment: Readonly<Record<string, string>>
  /** Values of the `.env` that look like secrets: to be redacted from logs. Never stored. */
  readonly secrets: readonly string[]
}
