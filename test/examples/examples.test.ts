import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formatServicePlans } from '../../src/core/plan/format-plan.ts'
import { type ExamplePlanner, openExamplePlanner } from '../support/example-planner.ts'
import { createExampleRepository, makeExampleCommit, readExamples } from '../support/examples.ts'
import { type TempFolder, tempFolder } from '../support/git-repository.ts'

describe.each(readExamples())('the example $name', example => {
  let folder: TempFolder
  let planner: ExamplePlanner
  let live: string
  beforeAll(async () => {
    folder = tempFolder()
    const path = join(folder.path, 'srv')
    live = createExampleRepository(example, path)
    planner = await openExamplePlanner(folder.path, path, example)
    await planner.deploy(live)
  })
  afterAll(async () => {
    await planner[Symbol.asyncDispose]()
    folder[Symbol.dispose]()
  })

  it.each(example.commits)('plans for $title', async commit => {
    const tip = makeExampleCommit(example, join(folder.path, 'srv'), live, commit)
    const plan = await planner.plan(tip)
    expect(`${formatServicePlans(plan).trimEnd()}\n`).toBe(commit.plan)
    expect(plan.warnings).toEqual(commit.warnings ?? [])
  })
})
