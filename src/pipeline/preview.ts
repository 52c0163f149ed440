import { join, relative } from 'node:path'
import type { App } from '../core/app.ts'
import { RedhookError } from '../core/errors.ts'
import type { ComposeModel } from '../core/plan/compose-model.ts'
import type { Plan } from '../core/plan/plan.ts'
import { planDeployment } from '../core/plan/plan-deployment.ts'
import { isPreviewApp, type PreviewApp } from '../core/preview/is-preview.ts'
import type { Target } from '../core/target.ts'
import { type CheckoutView, viewCheckout } from './copy-checkout.ts'
import { gather } from './gather.ts'
import type { PlanPreview, PlanRequest } from './house.ts'
import { askDocker, usesCompose } from './make-plan.ts'
import { commandsOf } from './plan-commands.ts'
import type { Copies } from './ports/copies.ts'
import type { Disk } from './ports/disk.ts'
import type { Docker } from './ports/docker.ts'
import type { Git } from './ports/git.ts'
import type { Store } from './ports/store.ts'
import { findTip } from './preview-tip.ts'
import { diskView, resolveTarget } from './target.ts'

export interface PreviewPorts {
  readonly store: Store
  readonly git: Git
  readonly docker: Docker
  readonly disk: Disk
  readonly copies: Copies
}

/**
 * What a deployment would do now, of the branch's tip or of any branch, tag or commit. May fetch objects; tree, index, branches and
 * Docker stay as they are. What git does not track counts as it is on the server now.
 * @throws RedhookError REF_UNKNOWN, and whatever keeps a deployment from being planned
 */
export async function previewPlan(
  app: App,
  { ref, isUnreviewed = false }: PlanRequest,
  ports: PreviewPorts,
  signal?: AbortSignal,
): Promise<PlanPreview> {
  if (isPreviewApp(app)) throw noPlan(app)
  const asked = { app: app.name, ...(ref === undefined ? {} : { ref }) }
  const tip = await findTip(app, ref, ports.git)
  if (tip.gone) return { ...asked, plan: goneBranch(tip.branch), commands: [] }
  await using view = await viewCheckout(app, tip, ports)
  const { target, model } = usesCompose(app)
    ? await resolveIn({ ...view, isUnreviewed, signal }, app, ports.docker)
    : noCompose
  const request = { app, tip: tip.commit, ...askDocker(target, model, ports.docker, signal) }
  const { facts } = await gather(request, { ...ports, disk: { ...ports.disk, ...view.disk } })
  const plan = planDeployment(facts)
  return {
    ...asked,
    plan,
    ...(target ? { project: target.project } : {}),
    ...(target?.color === undefined ? {} : { color: target.color }),
    commands: commandsOf({ app, plan, ...(target && model ? { target, model } : {}) }, ports.docker),
  }
}

/** Compose is given nothing of a pull request that was not judged. */
const noPlan = ({ name, preview: { number } }: PreviewApp) =>
  new RedhookError(`${name} is the preview of pull request ${number}; it is not planned ahead`, {
    code: 'PREVIEW_REFUSED',
    hint: `Deploy it, and see the plan with the deployment: redhook deploy ${name}.`,
  })

interface Resolved {
  readonly target: Target | undefined
  readonly model: ComposeModel | undefined
}

interface Wished {
  readonly isUnreviewed: boolean
  readonly signal: AbortSignal | undefined
}

const noCompose: Resolved = { target: undefined, model: undefined }

/** The target as a deployment would have it, and the model as the view's files have it. */
async function resolveIn(
  { copy, disk, isUnreviewed, signal }: Pick<CheckoutView, 'copy' | 'disk'> & Wished,
  app: App,
  docker: Docker,
): Promise<Resolved> {
  const target = await resolveTarget(app, diskView(app, disk))
  if (copy === undefined) return { target, model: await docker.resolve(target, signal) }
  const model = await docker.resolve(moveTarget(target, app.path, copy), signal, { copy, root: app.lane, isUnreviewed })
  return { target, model }
}

/** The same target with the copy in the checkout's place. */
function moveTarget(target: Target, root: string, copy: string): Target {
  const move = (file: string) => {
    const path = relative(root, file)
    return path.startsWith('../') ? file : join(copy, path)
  }
  const { cwd, files, envFile } = target
  return { ...target, cwd: move(cwd), files: files.map(move), ...(envFile ? { envFile: move(envFile) } : {}) }
}

const goneBranch = (branch: string): Plan => ({
  action: 'skip',
  reasons: [{ rule: 'branch-gone', text: `the branch ${branch} is gone from the remote` }],
  services: [],
  warnings: [],
  tip: '',
  changed: [],
  changedTotal: 0,
})
