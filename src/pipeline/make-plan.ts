import type { App } from '../core/app.ts'
import { planDeployment } from '../core/plan/plan-deployment.ts'
import type { Target } from '../core/target.ts'
import { missingImages } from './apply.ts'
import { type GatherRequest, gather, projectKey } from './gather.ts'
import type { Docker } from './ports/docker.ts'
import type { Planned, Run } from './run.ts'
import { diskView, resolveTarget } from './target.ts'
import { isRunning } from './verify.ts'

/** Decides what the deployment does, and writes down what was decided before anything is done about it. */
export function makePlan({ deployment, app, ports, hide, step }: Run, tip: string): Promise<Planned> {
  return step('plan', { timeoutMs: 60_000 }, async ({ signal, note }) => {
    const target = !usesCompose(app) ? undefined : await resolveTarget(app, diskView(app, ports.disk))
    hide(target?.secrets ?? [])
    const { facts, inputs, last, brokenBefore } = await gather(
      { app, tip, ...askDocker(target, ports.docker, signal), deployment },
      ports,
    )
    const plan = planDeployment(facts)
    const { project } = projectKey(app, target)
    ports.store.patch(deployment.id, {
      plan,
      inputs,
      project,
      ...(target?.color === undefined ? {} : { color: target.color }),
      ...(plan.base === undefined ? {} : { base: plan.base }),
    })
    for (const { text } of plan.reasons) note(`${plan.action}: ${text}`)
    for (const warning of plan.warnings) note(`warning: ${warning}`)
    return {
      plan,
      inputs,
      project,
      isFirst: last === undefined,
      ...(target ? { target } : {}),
      ...(brokenBefore === undefined ? {} : { brokenBefore }),
    }
  })
}

/** The questions about Docker's state that a plan may ask. */
export function askDocker(
  target: Target | undefined,
  docker: Docker,
  signal?: AbortSignal,
): Pick<GatherRequest, 'target' | 'isRunning' | 'missingImages'> {
  if (!target) return { isRunning: async () => true, missingImages: async () => [] }
  return {
    target,
    isRunning: () => isRunning(target, docker, signal),
    missingImages: () => missingImages(target, { docker }, signal),
  }
}

/** Whether Compose has anything to do with the app. */
export const usesCompose = ({ command, self }: App): boolean => command === undefined && self === undefined
