import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { RedhookError } from '../../../src/core/errors.ts'
import { createKeeper } from '../../../src/pipeline/previews/keeper.ts'
import { eventually } from '../../support/pipeline-samples.ts'
import { openPreviewBench, type PreviewBench, previewedApp, samplePreview } from '../../support/preview-bench.ts'

const keeperOf = ({ ports }: PreviewBench) => createKeeper({ ...ports, onChange: () => undefined })
const states = ({ store }: PreviewBench) =>
  store.previews({ all: true }).map(({ number, state }) => `${number} ${state}`)
const deployments = ({ store }: PreviewBench) =>
  store.list({ limit: 9 }).map(({ app, state, reason = '' }) => `${app} ${state} ${reason}`.trim())
const become = (bench: PreviewBench, ...wanted: string[]) =>
  eventually(
    () => states(bench).toSorted().join(),
    found => found === wanted.join(),
  )

it('gives the places to the newest; one that has to give way is removed and waits for its return', async () => {
  await using bench = openPreviewBench(() => previewedApp({ limit: 1 }))
  await using keeper = keeperOf(bench)
  keeper.put(samplePreview(1))
  await become(bench, '1 live')
  keeper.put(samplePreview(2))
  await become(bench, '1 waiting', '2 live')
  expect(bench.store.preview('shop', 1)?.ports).toEqual({})
  keeper.put(samplePreview(2, { state: 'removing', closedAt: 5, ports: { main: 20_001 } }))
  await become(bench, '1 live', '2 gone')
})

it('deploys each head once, at a port that the preview keeps', async () => {
  await using bench = openPreviewBench()
  await using keeper = keeperOf(bench)
  const heads = () => bench.store.list({ limit: 9 }).map(({ cause }) => 'head' in cause && cause.head[0])
  keeper.put(samplePreview(1))
  await eventually(heads, found => found.join() === '1')
  const live = bench.store.preview('shop', 1) ?? samplePreview(1)
  expect(live).toMatchObject({ state: 'live', ports: { main: 20_000 } })
  keeper.put({ ...live, title: 'Another title' })
  keeper.put({ ...live, head: 'b'.repeat(40) })
  await eventually(heads, found => found.join() === 'b,1')
  expect(bench.store.preview('shop', 1)?.ports).toEqual({ main: 20_000 })
})

it('ends deployments before it removes what they make, and leaves no files', async () => {
  await using bench = openPreviewBench()
  await using keeper = keeperOf(bench)
  const checkout = join(bench.ports.folder, 'shop', '1')
  mkdirSync(checkout, { recursive: true })
  keeper.put(samplePreview(1))
  await eventually(
    () => deployments(bench).length,
    count => count === 1,
  )
  bench.engine.has.add('pr1-shop').add('bluepr1-shop').add('redshop')
  keeper.put(samplePreview(1, { state: 'removing', closedAt: 5 }))
  await become(bench, '1 gone')
  expect(deployments(bench)).toEqual(['pr1-shop cancelled Cancelled by the end of its preview'])
  expect([...bench.engine.has]).toEqual(['redshop'])
  expect(existsSync(checkout)).toBe(false)
})

it('tries a removal again until the engine is back', async () => {
  await using bench = openPreviewBench()
  let failures = 2
  const engine = {
    ...bench.engine,
    async remove() {
      if (failures-- > 0) throw new RedhookError('away', { code: 'ENGINE_UNREACHABLE', hint: 'None.' })
    },
  }
  await using keeper = createKeeper({ ...bench.ports, engine, onChange: () => undefined })
  keeper.put(samplePreview(1, { state: 'removing', closedAt: 5 }))
  await become(bench, '1 gone')
  expect(bench.waits).toEqual([1_000, 2_000])
})

it('takes down all of an app that has no previews any more', async () => {
  let app: ReturnType<typeof previewedApp> | undefined = previewedApp()
  await using bench = openPreviewBench(() => app)
  await using keeper = keeperOf(bench)
  keeper.put(samplePreview(1))
  await become(bench, '1 live')
  app = undefined
  bench.ports.roster.refresh()
  keeper.settle('shop')
  await become(bench, '1 gone')
  expect(bench.store.preview('shop', 1)?.reason).toBe('Its app has no previews any more.')
})
