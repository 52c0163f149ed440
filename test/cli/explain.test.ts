import { describe, expect, it } from 'vitest'
import type { Version } from '../../src/core/deployment/deployment.ts'
import { apiDeployment } from '../support/cli-deployment.ts'
import { answerJson, createCliHarness } from '../support/cli-harness.ts'

const reason = (text: string) => ({ rule: 'context', text }) as const
const version = (commit: string, deployment?: number): Version => ({
  commit: commit.repeat(40),
  ...(deployment === undefined ? {} : { deployment }),
  composeFiles: ['docker-compose.prod.yml'],
  images: [{ service: 'web', id: `sha256:${'1'.repeat(64)}`, name: 'redshop-web', isBuilt: true }],
})

const rolledBack = apiDeployment({
  status: 'rolled_back',
  reason: 'The last good version, bbbbbbbbbb, runs again.',
  base: 'b'.repeat(40),
  plan: {
    action: 'build',
    reasons: [reason('web/index.ts changed')],
    services: [
      {
        service: 'web',
        action: 'build',
        reasons: [reason('web/index.ts is in its context'), reason('and so is web/a.ts')],
      },
      { service: 'db', action: 'leave', reasons: [reason('nothing of it changed')] },
    ],
    warnings: ['blueshop keeps running.'],
    base: 'b'.repeat(40),
    tip: 'a'.repeat(40),
    changed: Array.from({ length: 12 }, (_, index) => `web/${index}.ts`),
    changedTotal: 300,
  },
  steps: [
    { name: 'up', startedAt: '2026-05-01T11:50:00Z', durationMs: 800, result: 'done' },
    { name: 'verify', startedAt: '2026-05-01T11:50:01Z', durationMs: 3_000, result: 'failed' },
    { name: 'rollback', startedAt: '2026-05-01T11:50:04Z', durationMs: 2_000, result: 'done' },
  ],
  outcome: [
    { service: 'db', container: 'kept' },
    { service: 'mail', container: 'removed' },
    { service: 'web', built: 'new', container: 'recreated' },
  ],
  previous: version('b', 5),
  version: version('b', 5),
  error: {
    code: 'UNHEALTHY',
    message: 'web exited',
    hint: 'Read its log.',
    evidence: [{ service: 'web', exitCode: 3, log: ['no port'] }],
  },
})

describe('redhook explain', () => {
  it('tells what was decided on what evidence, and what really happened', async () => {
    await using cli = createCliHarness()
    await cli.listen(answerJson({ 'GET /api/v1/deployments/7': rolledBack }))
    const { code, stdout } = await cli.redhook(['explain', '7', '--data', 'data'])
    expect(code).toBe(0)
    expect(stdout).toBe(`deployment 7 of shop: rolled_back — aaaaaaaaaa on redshop, pushed by ann, 10 min ago
build redshop — web/index.ts changed
  bbbbbbbbbb..aaaaaaaaaa, 300 files changed
    web/0.ts
    web/1.ts
    web/2.ts
    web/3.ts
    web/4.ts
    web/5.ts
    web/6.ts
    web/7.ts
    web/8.ts
    web/9.ts
    and 290 more
SERVICE  DECIDED  DONE              WHY
web      build    built, recreated  web/index.ts is in its context
                                    and so is web/a.ts
db       leave    kept              nothing of it changed
mail     –        removed
  warning: blueshop keeps running.
  ✔ up       0.8 s
  ✘ verify   failed 3.0 s
  ✔ rollback 2.0 s
ran before: bbbbbbbbbb (deployment 5, 1 image)
made live: bbbbbbbbbb (deployment 5, 1 image)
UNHEALTHY: web exited
  web: exit code 3
    web | no port
what to do: Read its log.
rolled_back: The last good version, bbbbbbbbbb, runs again.
`)
  })

  it('knows what ran before Redhook did, and a service that was built the same', async () => {
    await using cli = createCliHarness()
    const deployment = {
      ...rolledBack,
      previous: version('c'),
      outcome: [{ service: 'web', built: 'same', container: 'kept' }],
    }
    await cli.listen(answerJson({ 'GET /api/v1/deployments/7': deployment }))
    const { stdout } = await cli.redhook(['explain', '7', '--data', 'data'])
    expect(stdout).toContain('ran before: cccccccccc (not by Redhook, 1 image)\n')
    expect(stdout).toMatch(/^web +build +built the same, kept +web\/index/m)
    expect(stdout).toMatch(/^db +leave +– +nothing/m)
  })

  it("takes an app's newest deployment by the app's name, and says when nothing was decided yet", async () => {
    await using cli = createCliHarness()
    const deployments = [apiDeployment({ status: 'queued', steps: [], reason: 'waiting for the checkout' })]
    await cli.listen(answerJson({ 'GET /api/v1/deployments?app=shop&limit=1': { deployments } }))
    const { stdout } = await cli.redhook(['explain', 'shop', '--data', 'data'])
    expect(stdout.split('\n').slice(1)).toEqual(['nothing was decided yet', 'queued: waiting for the checkout', ''])
  })

  it('tells who wanted a rollback, and to which deployment', async () => {
    await using cli = createCliHarness()
    const deployment = apiDeployment({ cause: { kind: 'rollback', by: 'redhook', to: 5 } })
    await cli.listen(answerJson({ 'GET /api/v1/deployments/7': deployment }))
    const { stdout } = await cli.redhook(['explain', '7', '--data', 'data'])
    expect(stdout).toContain('on redshop, rollback to 5 asked for by redhook, 10 min ago')
  })

  it('gives scripts all of it', async () => {
    await using cli = createCliHarness()
    await cli.listen(answerJson({ 'GET /api/v1/deployments/7': rolledBack }))
    const { stdout } = await cli.redhook(['explain', '7', '--json', '--data', 'data'])
    expect(JSON.parse(stdout)).toEqual(JSON.parse(JSON.stringify(rolledBack)))
  })
})
