import type { App } from '../../core/app.ts'
import type { Report } from '../../core/report/report.ts'
import type { PlanPreview, PlanRequest } from '../house.ts'
import type { Clock } from '../ports/clock.ts'
import type { Disk } from '../ports/disk.ts'
import type { Git } from '../ports/git.ts'
import type { Log } from '../ports/log.ts'

/** What the status of plans needs of the world. */
export interface PlanStatusPorts {
  readonly git: Git
  readonly disk: Pick<Disk, 'read'>
  readonly clock: Clock
  readonly log: Log
  /** What a deployment of this commit would do. */
  preview(app: App, request: PlanRequest, signal: AbortSignal): Promise<PlanPreview>
  /** Whether the forge takes statuses of this repository. */
  takesStatuses(app: App, repository: string): boolean
  report(app: App, repository: string, report: Report): void
  publicUrl(): string | undefined
  /** How long one plan may take, in milliseconds. Default: a minute. */
  readonly patienceMs?: number
}
