import type { App } from '../core/app.ts'
import type { Deployment, Inputs, Version } from '../core/deployment/deployment.ts'
import { judgeOutcome } from '../core/deployment/judge-outcome.ts'
import { imagesThatRun } from '../core/deployment/version-images.ts'
import type { ContainerState } from '../core/health/container-state.ts'
import { type ComposeModel, printModel } from '../core/plan/compose-model.ts'
import type { Target } from '../core/target.ts'
import { bringUp } from './apply.ts'
import { projectKey } from './gather.ts'
import { readInputs } from './inputs.ts'
import { planServicesBack } from './plan-services-back.ts'
import { type FilesBack, putFilesBack } from './rollback-files.ts'
import { putImagesBack } from './rollback-images.ts'
import type { Run } from './run.ts'
import type { StepContext } from './step-context.ts'
import { diskView } from './target.ts'
import { containersOf, verify } from './verify.ts'
import { versionTarget } from './version-target.ts'

/**
 * Puts a version back where a failed deployment has touched containers: files, images, `up` without a build, the gate. Writes down what
 * is live since. May be walked again from its start after a crash.
 */
export async function walkBack(
  run: Run,
  failed: Deployment,
  version: Version,
  context: StepContext,
): Promise<FilesBack> {
  const { app, ports, hide } = run
  const { docker, disk } = ports
  const files = await putFilesBack(run, failed, version.commit, context)
  if (!files.areBack) context.note(`warning: only the images are put back, and the files stay: ${files.why}`)
  const target = await versionTarget(app, version, diskView(app, disk))
  hide(target.secrets)
  const model = await docker.resolve(target, context.signal)
  const images = await putImagesBack(run, { version, target, model, mayBuild: files.areBack }, context)
  const services = await planServicesBack(app, { failed, version, model, files }, ports)
  const before = await containersOf(target, docker, context.signal)
  const removeOrphans = app.removeOrphans || bringsOrphans(before, version, model)
  const request = { app: { ...app, removeOrphans }, target, services, before, ...images }
  const { warnings } = await bringUp(request, ports, context)
  for (const warning of warnings) context.note(`warning: ${warning}`)
  await verify(patient(app), target, { before: brokenBefore(failed, before), model }, ports, context)
  if (version.commit !== undefined) await ports.git.pin(app, target.project, version.commit)
  await writeDown(run, { failed, version, target, model, before }, context)
  return files
}

/** A version that was healthy once gets some time to be so again, even where `health.timeout` leaves little to spare. */
const patient = ({ health, ...app }: App): App => ({
  ...app,
  health: { ...health, timeoutMs: Math.max(health.timeoutMs, 30_000) },
})

/** Services that only the failed version has go with it; those that were orphans before would go with them, and so all stay. */
function bringsOrphans(
  containers: readonly ContainerState[],
  { images }: Version,
  { services, inactive }: ComposeModel,
): boolean {
  const known = new Set([...services.map(({ name }) => name), ...inactive])
  const orphans = containers.filter(({ service }) => !known.has(service))
  return orphans.length > 0 && orphans.every(orphan => !images.some(({ service }) => service === orphan.service))
}

/** What was broken before the deployment touched anything is not the rollback's failure. */
const brokenBefore = ({ inputs }: Deployment, containers: readonly ContainerState[]): ContainerState[] =>
  containers.filter(({ service }) => inputs?.broken?.includes(service))

interface Walked {
  readonly failed: Deployment
  readonly version: Version
  readonly target: Target
  readonly model: ComposeModel
  readonly before: readonly ContainerState[]
}

async function writeDown(
  { app, ports }: Run,
  { failed, version, target, model, before }: Walked,
  { signal }: StepContext,
): Promise<void> {
  const { store, docker, disk } = ports
  const after = await containersOf(target, docker, signal)
  const marker = store.lastGood(projectKey(app, target))?.inputs?.marker
  const inputs: Inputs = {
    ...(await readInputs(app, target, model, disk, store.inputKey())),
    print: printModel(model),
    ...(marker === undefined ? {} : { marker }),
  }
  const images = imagesThatRun({ containers: after, project: target.project, model, known: version.images })
  store.patch(failed.id, {
    version: { ...version, images },
    inputs,
    outcome: judgeOutcome(before, after, new Set()),
  })
}
