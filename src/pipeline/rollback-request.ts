import type { Cause, Deployment, Version } from '../core/deployment/deployment.ts'
import { planImagesBack } from '../core/deployment/images-back.ts'
import { planVersion } from '../core/deployment/plan-version.ts'
import { describeVersion } from '../core/deployment/rollback-words.ts'
import { RedhookError } from '../core/errors.ts'
import { planDeployment } from '../core/plan/plan-deployment.ts'
import type { Target } from '../core/target.ts'
import { gather } from './gather.ts'
import { chooseKept } from './kept-versions.ts'
import { clearLeftovers } from './leftovers.ts'
import { askDocker, tell } from './make-plan.ts'
import { syncRequest } from './rollback-files.ts'
import type { Planned, Run } from './run.ts'
import { moveCheckout } from './sync.ts'
import { diskView } from './target.ts'
import { containersOf } from './verify.ts'
import { versionTarget } from './version-target.ts'

type RollbackCause = Extract<Cause, { kind: 'rollback' }>
type Kept = Deployment & { readonly version: Version & { readonly commit: string } }
/** What a rollback by hand walks on with. */
export type PlannedVersion = Planned & Required<Pick<Planned, 'target' | 'model'>>

/**
 * Brings the checkout to the version that a person wants back. Nothing is fetched.
 * @throws RedhookError VERSION_UNKNOWN, and what a sync throws
 */
export function syncToVersion({ deployment, app, ports, step }: Run, { to }: RollbackCause): Promise<Kept> {
  return step('sync', { timeoutMs: app.timeouts.syncMs, setting: 'timeouts.sync' }, async context => {
    const { store, git } = ports
    const kept = withCommit(chooseKept(app, store, to))
    const { commit } = kept.version
    const { kind, branch: current } = await git.state(app)
    if (kind !== 'checkout' || !(await git.hasCommit(app, commit))) throw commitGone(kept, app.path)
    const branch = app.branch ?? current ?? kept.branch ?? ''
    const { about } = kept
    store.patch(deployment.id, { branch, commit, ...(about && { about: { ...about, commits: [], total: 0 } }) })
    context.note(`going back to ${describeVersion({ ...kept.version, deployment: to })}`)
    const request = syncRequest(app, deployment, ports, context)
    await clearLeftovers(app, request)
    await moveCheckout(app, { branch, tip: commit, follows: false }, { ...request, why: 'a version is put back' })
    return kept
  })
}

/** Decides what the rollback does, and writes it down before anything is done about it. */
export function planKept(
  { deployment, app, ports, hide, step }: Run,
  kept: Kept,
  cause: RollbackCause,
): Promise<PlannedVersion> {
  return step('plan', { timeoutMs: 60_000 }, async context => {
    const { version } = kept
    const target = await versionTarget(app, version, diskView(app, ports.disk))
    hide(target.secrets)
    const { project } = target
    ports.store.patch(deployment.id, { project, ...colorOf(target) })
    const model = await ports.docker.resolve(target, context.signal)
    const asked = askDocker(target, model, ports.docker, context.signal)
    const gathered = await gather({ app, tip: version.commit, ...asked, deployment }, ports)
    const { facts, inputs, last, brokenBefore } = gathered
    const names = version.images.flatMap(({ id, name }) => [id, name])
    const images = planImagesBack(version.images, model, await ports.docker.imageIds(names, context.signal))
    const containers = await containersOf(target, ports.docker, context.signal)
    const base = planDeployment({ ...facts, wishes: { build: false, always: true } })
    const plan = planVersion(base, { cause, kept, images, containers })
    ports.store.patch(deployment.id, { plan, inputs, ...(plan.base === undefined ? {} : { base: plan.base }) })
    tell(plan, context)
    return {
      ...{ plan, inputs, project, target, model, isFirst: last === undefined },
      ...(last ? { last } : {}),
      ...(brokenBefore === undefined ? {} : { brokenBefore }),
    }
  })
}

const colorOf = ({ color }: Target) => (color === undefined ? {} : { color })

function withCommit({ version, ...kept }: Deployment): Kept {
  const { commit } = version ?? {}
  if (version !== undefined && commit !== undefined) return { ...kept, version: { ...version, commit } }
  throw new RedhookError(`The version of deployment ${kept.id} has no commit`, {
    code: 'VERSION_UNKNOWN',
    hint: 'Go back to another one: redhook rollback lists those that are kept.',
  })
}

const commitGone = ({ id, version: { commit } }: Kept, path: string): RedhookError =>
  new RedhookError(`The commit ${commit} of deployment ${id} is not in ${path}`, {
    code: 'VERSION_UNKNOWN',
    hint: 'History was rewritten, and git has cleared it away. Push a commit with that content.',
  })
