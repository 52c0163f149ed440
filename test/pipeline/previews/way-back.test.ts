import { expect, it } from 'vitest'
import { RedhookError } from '../../../src/core/errors.ts'
import { turnBack } from '../../../src/pipeline/rollback.ts'
import type { Run } from '../../../src/pipeline/run.ts'
import { openPreviewBench, samplePreview } from '../../support/preview-bench.ts'

it.each([
  ['a person cancels goes back to what ran before', 'live', ['rollback']],
  ['is cancelled since the preview is removed goes nowhere: all of it is removed anyway', 'removing', []],
] as const)('a deployment that %s', async (_title, state, walked) => {
  await using bench = openPreviewBench()
  const { store, ports } = bench
  store.putPreview(samplePreview(1, { state: 'live' }))
  const app = ports.roster.find('pr1-shop')
  if (app === undefined) throw new Error('a live preview is an app')
  const cause = { kind: 'pull-request', number: 1, head: '1'.repeat(40) } as const
  const { id } = await store.request(
    { app: app.name, repository: app.repository, lane: app.lane, cause, wishes: {} },
    1,
  )
  store.claim(2)
  store.beginStep(id, 'up', 3)
  const images = [{ service: 'web', id: 'sha256:1', name: 'pr1-shop-web', isBuilt: true }]
  store.patch(id, { project: 'pr1-shop', previous: { commit: '0'.repeat(40), composeFiles: [], images } })
  store.putPreview(samplePreview(1, { state }))

  const steps: string[] = []
  const { signal } = new AbortController()
  const deployment = store.get(id)
  const error = new RedhookError('Cancelled', { code: 'CANCELLED', hint: 'None.' })
  const run = {
    ...{ deployment, app, ports, signals: { stopping: signal, abort: signal, cancelled: signal } },
    async step(name: string) {
      steps.push(name)
      throw error
    },
  } as unknown as Run
  await expect(turnBack(run, error)).rejects.toThrow()
  expect(steps).toEqual(walked)
})
