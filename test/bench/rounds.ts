import type { DeploymentJson, Sandbox, Server } from '../support/sandbox.ts'
import type { BenchApp } from './bench-apps.ts'
import { byHand } from './by-hand.ts'
import { firstAnswer, type Starts } from './live.ts'

/** The stage that all contestants share. */
export interface Stage {
  readonly box: Sandbox
  readonly server: Server
  readonly starts: Starts
}

/** The build cache outlives a run: no page may have been built before. */
const run = Date.now().toString(36)
let versions = 0

/** Commits and pushes a new version of each app; returns the text that its page will have. */
export function pushVersion(apps: readonly BenchApp[]): string {
  const text = `version ${run}-${++versions}`
  for (const { repository, page } of apps) repository.push(page(text))
  return text
}

/** Milliseconds from now, and the call of `begin`, to the first answer with the text from every app. */
export async function timeToLive(
  { starts }: Stage,
  apps: readonly BenchApp[],
  text: string,
  begin: () => Promise<unknown>,
): Promise<number> {
  const runs = apps.map(app => (app.isReplaced ? starts.next(app.name) : Promise.resolve()))
  const started = performance.now()
  const begun = begin()
  const times = await Promise.all(
    apps.map(async ({ port }, index) => {
      await runs[index]
      return firstAnswer(port, text)
    }),
  )
  await begun
  return Math.max(...times) - started
}

/** By hand: the line runs in the app's checkout, and has ended when this returns. */
export const liveByHand = (stage: Stage, app: BenchApp, line: string): Promise<number> =>
  timeToLive(stage, [app], pushVersion([app]), () => byHand(line, app.repository.checkout, stage.box.folder))

export interface OurRound {
  readonly liveMs: number
  /** The deployments, finished. */
  readonly deployments: readonly DeploymentJson[]
}

/** Redhook: all pushes are POSTed at once. Returns when every deployment has passed its gate. */
export async function liveByRedhook(stage: Stage, apps: readonly BenchApp[]): Promise<OurRound> {
  const text = pushVersion(apps)
  let ids: number[] = []
  const liveMs = await timeToLive(stage, apps, text, async () => {
    const answers = await Promise.all(apps.map(({ repository }) => stage.server.deliver(repository)))
    ids = answers.flatMap(({ body }) => body.deployments ?? []).map(({ id }) => id)
  })
  const deployments = await Promise.all(ids.map(id => stage.server.settled(id)))
  // What shows by itself, in a mounted folder, is live without anything to do.
  const isWell = ({ status }: DeploymentJson) => status === 'succeeded' || status === 'skipped'
  const failed = deployments.find(deployment => !isWell(deployment))
  if (failed) throw new Error(`deployment failed: ${JSON.stringify(failed, undefined, 2)}`)
  return { liveMs, deployments }
}

/** How long a step of the deployment took; 0 where it had none. */
export const stepMs = ({ steps }: DeploymentJson, name: string): number =>
  steps.filter(step => step.name === name).reduce((sum, { durationMs = 0 }) => sum + durationMs, 0)
