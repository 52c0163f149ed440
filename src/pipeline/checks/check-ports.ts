import type { App } from '../../core/app.ts'
import type { CheckSpec } from '../../core/check/check-spec.ts'
import type { Report } from '../../core/report/report.ts'
import type { CheckBoxes } from '../ports/check-boxes.ts'
import type { CheckStore } from '../ports/check-store.ts'
import type { Clock } from '../ports/clock.ts'
import type { Copies } from '../ports/copies.ts'
import type { DeploymentLogs } from '../ports/deployment-logs.ts'
import type { Disk } from '../ports/disk.ts'
import type { Git } from '../ports/git.ts'
import type { Log } from '../ports/log.ts'
import type { PreviewEngine, PreviewFolders } from '../ports/preview-engine.ts'

/** What checks need of the world. */
export interface CheckPorts {
  readonly store: CheckStore
  readonly git: Git
  readonly boxes: CheckBoxes
  readonly copies: Copies
  readonly disk: Disk
  readonly engine: Pick<PreviewEngine, 'resolve'>
  readonly folders: Pick<PreviewFolders, 'realPaths' | 'write'>
  /** Of checks alone. */
  readonly logs: DeploymentLogs
  readonly clock: Clock
  readonly log: Log
  /** The app of the registry in force, with what holds it. */
  findApp(name: string): App | undefined
  /** @throws RedhookError CHECK_FAILED with every mistake */
  parseSpec(bytes: Uint8Array): CheckSpec
  /** Tells the forge of the app's repository, which is not waited for. @throws RedhookError STORE_FAILED */
  report(app: App, repository: string, report: Report): void
  /** Everything that must never be shown. */
  secrets(): Iterable<string>
  publicUrl(): string | undefined
}
