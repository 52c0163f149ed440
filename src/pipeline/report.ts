import { join } from 'node:path'
import type { App } from '../core/app.ts'
import { writeStamp } from './hooks.ts'
import { limitCache, pruneVersions } from './prune.ts'
import type { Planned, Run, RunPorts } from './run.ts'
import type { StepContext } from './step-context.ts'
import { keepVersion } from './versions.ts'

/**
 * What is left to do once the new version is live: its commit is kept from git's clean-up, its images are kept and older ones let go,
 * the stamp is written, a marker removed, and the repository packed where git thinks it is time.
 */
export async function report(run: Run, planned: Planned, context: StepContext): Promise<void> {
  const { app, ports } = run
  const { target, project, plan } = planned
  await ports.git.pin(app, project, plan.tip)
  if (target !== undefined) await keepVersion(run, planned, target, context)
  if (app.stamp !== undefined) await writeStamp(app, plan.tip, new Date(ports.clock.now()), ports)
  await removeMarker(app, planned, ports, context)
  if (target !== undefined) await pruneVersions({ app, project, keep: run.deployment.id }, ports, context)
  if (plan.action === 'build') await limitCache(ports.buildCacheBytes(), ports, context)
  await ports.git.tidy(app, { signal: context.signal })
}

/**
 * An untracked marker goes once every app it applies to has been built because of it, and only if it is still the file that
 * those plans saw.
 */
async function removeMarker(
  app: App,
  { inputs }: Planned,
  { apps, store, disk }: Pick<RunPorts, 'apps' | 'store' | 'disk'>,
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
