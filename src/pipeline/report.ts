import { join } from 'node:path'
import type { App } from '../core/app.ts'
import { writeStamp } from './hooks.ts'
import type { Clock } from './ports/clock.ts'
import type { Disk } from './ports/disk.ts'
import type { Git } from './ports/git.ts'
import type { Store } from './ports/store.ts'
import type { Planned } from './run.ts'
import type { StepContext } from './step-context.ts'

export interface ReportPorts {
  readonly git: Git
  readonly store: Store
  readonly disk: Disk
  readonly clock: Clock
  apps(): readonly App[]
}

/**
 * What is left to do once the new version is live: the base is kept from git's clean-up, the stamp written, a marker removed, and
 * the repository packed where git thinks it is time.
 */
export async function report(app: App, planned: Planned, ports: ReportPorts, context: StepContext): Promise<void> {
  await ports.git.pin(app, planned.project, planned.plan.tip)
  if (app.stamp !== undefined) await writeStamp(app, planned.plan.tip, new Date(ports.clock.now()), ports)
  await removeMarker(app, planned, ports, context)
  await ports.git.tidy(app, { signal: context.signal })
}

/**
 * An untracked marker goes once every app it applies to has been built because of it, and only if it is still the file that
 * those plans saw.
 */
async function removeMarker(
  app: App,
  { inputs }: Planned,
  { apps, store, disk }: ReportPorts,
  { note }: StepContext,
): Promise<void> {
  const { marker } = inputs
  if (marker === undefined) return
  const path = markerPath(app)
  const others = apps().filter(
    other => other.name !== app.name && other.command === undefined && markerPath(other) === path,
  )
  const waiting = others.filter(other => store.lastProject(other.name)?.inputs?.marker !== marker)
  if (waiting.length > 0) {
    note(`${app.build.marker} stays until ${waiting.map(({ name }) => name).join(', ')} has been built too`)
    return
  }
  if (await disk.removeIf(path, marker)) note(`removed ${app.build.marker}`)
}

const markerPath = ({ lane, dir, build }: App): string => join(lane, dir, build.marker)
