import { setTimeout as sleep } from 'node:timers/promises'
import { RedhookError } from '../core/errors.ts'
import { type ApiDeployment, type ApiLogLine, type ApiStep, hasEnded } from './api.ts'
import type { Client } from './client.ts'
import type { Progress } from './progress.ts'
import { sayWhyWaits, whyWaits } from './why-waits.ts'

const pollMs = 400
/** A server that restarts is back within this; the deployment goes on by itself. */
const serverAwayMs = 30_000

/**
 * Shows a deployment until it has ended, through waits, retries and a restart of the server; where a newer one superseded it, goes
 * on with that. Returns the one that ended.
 */
export async function follow(
  first: ApiDeployment,
  client: Client,
  progress: Progress,
  signal: AbortSignal,
): Promise<ApiDeployment> {
  using shown = progress
  let deployment = await followOne(first, client, shown, signal)
  while (deployment.supersededBy != null) {
    shown.note(`deployment ${deployment.id} is superseded by ${deployment.supersededBy}; going on with that`)
    const next = await client.get<ApiDeployment>(`/api/v1/deployments/${deployment.supersededBy}`)
    deployment = await followOne(next, client, shown, signal)
  }
  shown.end(deployment)
  return deployment
}

async function followOne(
  first: ApiDeployment,
  client: Client,
  progress: Progress,
  signal: AbortSignal,
): Promise<ApiDeployment> {
  const seen: Seen = { lines: 0, steps: new Set(), plan: false }
  const read = () => patiently(() => client.get<ApiDeployment>(`/api/v1/deployments/${first.id}`), progress, signal)
  let deployment = first
  for (;;) {
    if (deployment.status === 'queued') await showWait(deployment, client, progress)
    else await showLog(deployment, client, progress, seen)
    deployment = await read()
    showSteps(deployment, deployment.steps, progress, seen)
    if (hasEnded(deployment)) return deployment
    await sleep(pollMs, undefined, { signal })
  }
}

/** What was shown already. */
interface Seen {
  lines: number
  readonly steps: Set<string>
  plan: boolean
}

async function showWait(deployment: ApiDeployment, client: Client, progress: Progress): Promise<void> {
  // A server that does not tell why is no reason to stop following.
  const why = await whyWaits(deployment, client, Date.now()).catch(() => sayWhyWaits(deployment, [], [], Date.now()))
  if (why === undefined) progress.now(`deployment ${deployment.id} waits`)
  else progress.waits(why)
}

/** Prints what the log has beyond the lines that were shown before; returns when the server ends it. */
async function showLog({ id }: ApiDeployment, client: Client, progress: Progress, seen: Seen): Promise<void> {
  let index = 0
  let step = ''
  for await (const line of client.lines<ApiLogLine>(`/api/v1/deployments/${id}/log?follow=true`)) {
    index += 1
    if (index <= seen.lines) continue
    seen.lines = index
    if (line.step !== step) {
      step = line.step
      const now = await client.get<ApiDeployment>(`/api/v1/deployments/${id}`)
      showSteps(now, stepsBefore(step, now.steps), progress, seen)
      progress.now(step, sinceOf(step, now.steps))
    }
    progress.line(line)
  }
}

/** The log may lag behind: a step is told as ended only after its last line. */
function stepsBefore(name: string, steps: readonly ApiStep[]): readonly ApiStep[] {
  return steps.slice(
    0,
    Math.max(
      0,
      steps.findLastIndex(step => step.name === name),
    ),
  )
}

/** When a step that runs began, if the server says so. */
const sinceOf = (name: string, steps: readonly ApiStep[]): number | undefined => {
  const running = steps.findLast(step => step.name === name && step.result === 'running')
  return running && Date.parse(running.startedAt)
}

/** Each step that has ended, once, and the plan after its own; a further attempt begins its steps anew. */
function showSteps(deployment: ApiDeployment, steps: readonly ApiStep[], progress: Progress, seen: Seen): void {
  for (const step of steps) {
    const key = `${step.name} ${step.startedAt}`
    if (step.result === 'running' || seen.steps.has(key)) continue
    seen.steps.add(key)
    progress.step(step)
    if (step.name === 'plan' && !seen.plan && deployment.plan) {
      seen.plan = true
      progress.plan(deployment)
    }
  }
}

/** Asks again while no server answers, for a while: it may be restarting. */
async function patiently<T>(ask: () => Promise<T>, progress: Progress, signal: AbortSignal): Promise<T> {
  for (let waitedMs = 0; ; waitedMs += pollMs) {
    try {
      return await ask()
    } catch (error) {
      const isAway = error instanceof RedhookError && error.code === 'NO_SERVER'
      if (!isAway || waitedMs >= serverAwayMs) throw error
      progress.now('waiting for the server to come back')
      await sleep(pollMs, undefined, { signal })
    }
  }
}
