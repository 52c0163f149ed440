import type { CheckLimits } from '../../core/check/check-limits.ts'
import type { OnLine } from './processes.ts'

/** How what a box runs is stopped, and where its lines go. */
export interface BoxRun {
  readonly signal: AbortSignal
  readonly onLine: OnLine
}

export interface BoxRequest {
  /** The check's number: names and marks all that is made for it. */
  readonly id: number
  /** The repository's files at the commit; nothing is written there. Absolute. */
  readonly tree: string
  readonly limits: CheckLimits
  readonly env: Readonly<Record<string, string>>
}

/** What is to be run by Compose, once it was judged. */
export interface ServiceRequest extends BoxRequest {
  readonly service: string
  /** Compose files in order, the last of them Redhook's own, which keeps what runs apart and bounded. Absolute. */
  readonly files: readonly string[]
  /** Absolute; absent: none. */
  readonly envFile?: string
  /** The app's folder in the tree, absolute. */
  readonly cwd: string
}

/** Throwaway containers that steps run in. */
export interface CheckBoxes {
  /**
   * A container of the image, pulled if it is missing, with a copy of the tree as its working directory: without privileges, without any file of
   * this machine, bounded.
   * @throws RedhookError CHECK_FAILED, ENGINE_UNREACHABLE; the signal's reason
   */
  openImage(image: string, request: BoxRequest, run: BoxRun): Promise<CheckBox>
  /** A container of the service and what it depends on, built from the tree, as a Compose project of its own. Throws as `openImage`. */
  openService(request: ServiceRequest, run: BoxRun): Promise<CheckBox>
  /** The Compose project of a check's service. */
  projectOf(id: number): string
  /** Marks what is made for a check. */
  labelOf(id: number): readonly [name: string, value: string]
  /** Removes whatever a Redhook that was killed left of this data folder's checks. */
  clear(): Promise<void>
}

/** Disposing ends what still runs in it, and removes it with volumes, networks and what was built for it. */
export interface CheckBox extends AsyncDisposable {
  /** Runs one step to its end; undefined where the engine gave none. */
  step(argv: readonly string[], run: BoxRun): Promise<number | undefined>
}
