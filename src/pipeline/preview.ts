import { join } from 'node:path'
import type { App } from '../core/app.ts'
import { formatCommand } from '../core/command.ts'
import type { Plan } from '../core/plan/plan.ts'
import { planDeployment } from '../core/plan/plan-deployment.ts'
import type { Target } from '../core/target.ts'
import { gather } from './gather.ts'
import type { PlanPreview } from './house.ts'
import { askDocker, usesCompose } from './make-plan.ts'
import type { Disk } from './ports/disk.ts'
import type { Docker } from './ports/docker.ts'
import type { Git } from './ports/git.ts'
import type { Store } from './ports/store.ts'
import { previewTip } from './sync.ts'
import { diskView, type FileView, resolveTarget } from './target.ts'

export interface PreviewPorts {
  readonly store: Store
  readonly git: Git
  readonly docker: Docker
  readonly disk: Disk
}

/**
 * What a deployment would do now. May fetch objects; tree, index, branches and Docker stay as they are.
 * @throws RedhookError whatever keeps a deployment from being planned
 */
export async function previewPlan(app: App, ports: PreviewPorts): Promise<PlanPreview> {
  const tip = await previewTip(app, ports.git)
  if (tip.gone) return { app: app.name, plan: goneBranch(tip.branch), commands: [] }
  const target = usesCompose(app) ? await resolveTarget(app, commitView(app, tip.tip, ports)) : undefined
  const { facts } = await gather({ app, tip: tip.tip, ...askDocker(target, ports.docker) }, ports)
  const plan = planDeployment(facts)
  return {
    app: app.name,
    plan,
    ...(target ? { project: target.project } : {}),
    ...(target?.color === undefined ? {} : { color: target.color }),
    commands: plan.action === 'skip' ? [] : commandsOf(app, plan, target, ports.docker),
  }
}

/** The app's folder as it will be at a commit: git's files from there, the others from the disk. */
function commitView(app: App, commit: string, { git, disk }: Pick<PreviewPorts, 'git' | 'disk'>): FileView {
  const onDisk = diskView(app, disk)
  const inGit = (path: string) => join(app.dir, path)
  const staysOnDisk = async (path: string) => !(await git.isTracked(app, inGit(path)))
  return {
    exists: async path =>
      (await git.blobAt(app, commit, inGit(path))) !== undefined ||
      ((await onDisk.exists(path)) && (await staysOnDisk(path))),
    read: async path =>
      (await git.readFileAt(app, commit, inGit(path)))?.toString('utf8') ??
      ((await staysOnDisk(path)) ? onDisk.read(path) : undefined),
  }
}

function commandsOf(app: App, plan: Plan, target: Target | undefined, docker: Docker): string[] {
  if (target === undefined) return (app.command ?? []).map(formatArgv)
  const build = docker.buildCommand(target, { noCache: false, pull: app.pull === 'always' })
  const up = docker.upCommand(target, { removeOrphans: app.removeOrphans })
  return (plan.action === 'build' ? [build, up] : [up]).map(formatCommand)
}

function formatArgv([program, ...args]: readonly string[]): string {
  return program === undefined ? '' : formatCommand({ argv: [program, ...args] })
}

function goneBranch(branch: string): Plan {
  const text = `the branch ${branch} is gone from the remote`
  return {
    action: 'skip',
    reasons: [{ rule: 'branch-gone', text }],
    warnings: [],
    tip: '',
    changed: [],
    changedTotal: 0,
  }
}
