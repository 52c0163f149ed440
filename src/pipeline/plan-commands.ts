import type { App } from '../core/app.ts'
import { type Command, formatCommand } from '../core/command.ts'
import { planBuildWaves } from '../core/plan/build-waves.ts'
import type { ComposeModel } from '../core/plan/compose-model.ts'
import { sameImage } from '../core/plan/image-name.ts'
import type { Plan, Rule, ServicePlan } from '../core/plan/plan.ts'
import type { Target } from '../core/target.ts'
import type { Docker } from './ports/docker.ts'

type Commands = Pick<Docker, 'buildCommand' | 'upCommand' | 'restartCommand'>

/** What a plan is walked with. */
export interface Walk {
  readonly app: App
  readonly plan: Plan
  /** Absent for a `command` app, as is the model. */
  readonly target?: Target
  readonly model?: ComposeModel
}

/**
 * The command lines that walking the plan would run, in their order, as a person could paste them. Images that are missing and not
 * built here are fetched before them.
 */
export function commandsOf({ app, plan, target, model }: Walk, docker: Commands): string[] {
  if (plan.action === 'skip') return []
  if (target === undefined || model === undefined) return (app.command ?? []).map(formatArgv)
  const build = { noCache: false, pull: app.pull === 'always' }
  return [
    ...planBuildWaves(plan, model).map(services => docker.buildCommand(target, { ...build, services })),
    ...tags(plan, model),
    docker.upCommand(target, { removeOrphans: app.removeOrphans }),
    ...afterUp(plan, target, docker),
  ].map(formatCommand)
}

/** A build that services share is done once; the others get its image. */
function tags(plan: Plan, { services }: ComposeModel): Pick<Command, 'argv'>[] {
  const imageOf = (service: string) => services.find(({ name }) => name === service)?.image ?? service
  return plan.services.flatMap(({ service, sameBuildAs }) => {
    if (sameBuildAs === undefined || sameImage(imageOf(sameBuildAs), imageOf(service))) return []
    return [{ argv: ['docker', 'tag', imageOf(sameBuildAs), imageOf(service)] }]
  })
}

/** What `up` sees no difference in and therefore leaves. */
function afterUp({ services }: Plan, target: Target, docker: Commands): Command[] {
  const left = services.filter(({ service }) => !isReplacedByUp(service, services))
  const forced = left.filter(({ isForced }) => isForced).map(({ service }) => service)
  const restarted = left.filter(({ action }) => action === 'restart').map(({ service }) => service)
  return [
    ...(forced.length > 0 ? [docker.upCommand(target, { removeOrphans: false, recreate: forced })] : []),
    ...(restarted.length > 0 ? [docker.restartCommand(target, restarted)] : []),
  ]
}

/** Compose replaces a container whose definition or image differs. A build is taken to come out different. */
function isReplacedByUp(name: string, services: readonly ServicePlan[]): boolean {
  const plan = services.find(({ service }) => service === name)
  if (plan?.action !== 'recreate') return plan?.action === 'build'
  return plan.reasons.some(({ rule, evidence = '' }) =>
    rule === 'dependency' ? isReplacedByUp(evidence, services) : !isUnseenByUp(rule, evidence),
  )
}

/** The content of files is nothing that Compose compares. */
const isUnseenByUp = (rule: Rule, evidence: string): boolean =>
  unseenByUp.has(rule) || (rule === 'definition' && /^(configs|secrets)(, secrets)?$/.test(evidence))

const unseenByUp: ReadonlySet<Rule> = new Set([
  'config-file',
  'mounted-file',
  'mounted-folder',
  'folder-replaced',
  'unsure',
])

function formatArgv([program, ...args]: readonly string[]): string {
  return program === undefined ? '' : formatCommand({ argv: [program, ...args] })
}
