import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { CrashSite, Step } from './crash-site.ts'
import { containersOf } from './live-app.ts'
import { stillAlive } from './process-tree.ts'
import { serves } from './sandbox.ts'

/** Steps in which a child waits for what is held, and so outlives a Redhook that is killed alone. */
const outliving: readonly Step[] = ['sync', 'before', 'after', 'report']

/** Kills Redhook in this step and starts it again: the deployment has to become live, without a new webhook. */
export async function survives(site: CrashSite, step: Step, { tree }: { tree: boolean }): Promise<void> {
  const { live } = site
  const page = `killed in ${step}`
  const id = await site.deployInto(step, page)
  const children = await site.kill({ tree })
  // A process that was killed may take a moment to die.
  if (tree) await expect.poll(() => stillAlive(children)).toEqual([])
  else if (outliving.includes(step)) expect(stillAlive(children)).not.toEqual([])
  // What a git that is killed while it writes the index leaves behind.
  if (step === 'sync') writeFileSync(join(live.repository.checkout, '.git/index.lock'), '')

  const server = await site.restart()
  expect(stillAlive(children)).toEqual([])
  site.letGo()
  const settled = await server.settled(id)
  expect(settled, JSON.stringify(settled.error)).toMatchObject({ status: 'succeeded', attempts: 2 })
  await serves(live.port, page)
  expect(containersOf(live.project).map(line => line.split(' ')[0])).toEqual([`${live.project}-web-1`])
  expect((await server.deployments(live.app)).filter(({ status }) => status === 'queued')).toEqual([])
}
