import type { App } from '../core/app.ts'
import type { ComposeModel } from '../core/plan/compose-model.ts'
import { formatServicePlans } from '../core/plan/format-plan.ts'
import type { Plan } from '../core/plan/plan.ts'
import { planDeployment } from '../core/plan/plan-deployment.ts'
import type { Target } from '../core/target.ts'
import { type Headline, readAbout } from './about.ts'
import { type GatherRequest, gather, projectKey } from './gather.ts'
import type { Docker } from './ports/docker.ts'
import type { DeploymentPatch } from './ports/store.ts'
import type { Planned, Run } from './run.ts'
import type { StepContext } from './step-context.ts'
import { diskView, resolveTarget } from './target.ts'
import { containersOf } from './verify.ts'

/**
 * Decides what the deployment does, and writes down what was decided before anything is done about it; with it, what comes with the tip.
 */
export function makePlan(
  { deployment, app, ports, hide, step }: Run,
  tip: string,
  headline: Headline,
): Promise<Planned> {
  return step('plan', { timeoutMs: 60_000 }, async context => {
    const failAt = (place: DeploymentPatch, error: unknown): never => {
      ports.store.patch(deployment.id, place)
      throw error
    }
    const target = !usesCompose(app) ? undefined : await resolveTarget(app, diskView(app, ports.disk))
    hide(target?.secrets ?? [])
    const key = projectKey(app, target)
    const { project } = key
    const about = readAbout(app, { tip, headline, last: ports.store.lastGood(key) }, ports.git)
    const place = { project, ...(target?.color === undefined ? {} : { color: target.color }) }
    const model = target && (await ports.docker.resolve(target, context.signal).catch(error => failAt(place, error)))
    const { facts, inputs, last, brokenBefore } = await gather(
      { app, tip, ...askDocker(target, model, ports.docker, context.signal), deployment },
      ports,
    )
    const plan = planDeployment(facts)
    ports.store.patch(deployment.id, {
      ...place,
      plan,
      inputs,
      about: await about,
      ...(plan.base === undefined ? {} : { base: plan.base }),
    })
    tell(plan, context)
    return {
      plan,
      inputs,
      project,
      isFirst: last === undefined,
      ...(target ? { target } : {}),
      ...(model ? { model } : {}),
      ...(last ? { last } : {}),
      ...(brokenBefore === undefined ? {} : { brokenBefore }),
    }
  })
}

/** Writes a plan to the deployment's log. */
export function tell(plan: Plan, { note }: StepContext): void {
  for (const { text } of plan.reasons) note(`${plan.action}: ${text}`)
  for (const line of formatServicePlans(plan).split('\n').filter(Boolean)) note(line)
  for (const warning of plan.warnings) note(`warning: ${warning}`)
}

/** The model, and the questions about Docker's state that a plan may ask. */
export function askDocker(
  target: Target | undefined,
  model: ComposeModel | undefined,
  docker: Docker,
  signal?: AbortSignal,
): Pick<GatherRequest, 'target' | 'model' | 'containers' | 'presentImages'> {
  if (!target || !model) return { containers: async () => [], presentImages: async () => new Set() }
  return {
    target,
    model,
    containers: () => containersOf(target, docker, signal),
    presentImages: names => docker.presentImages(names, signal),
  }
}

/** Whether Compose has anything to do with the app. */
export const usesCompose = ({ command, self }: App): boolean => command === undefined && self === undefined
