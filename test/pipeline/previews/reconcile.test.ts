import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Preview } from '../../../src/core/preview/preview.ts'
import type { OpenPullRequest } from '../../../src/pipeline/ports/provider-api.ts'
import { startReconciling } from '../../../src/pipeline/previews/reconcile.ts'
import { sampleApp } from '../../support/pipeline-samples.ts'
import { openPreviewBench, type PreviewBench, samplePreview } from '../../support/preview-bench.ts'

/** A pull request as its forge lists it. */
const listed = ({ number, title, base, headBranch, head, isFork }: Preview): OpenPullRequest => ({
  ...{ number, title, base, headBranch, head, isFork, labels: [] },
})

interface World {
  /** What the forge lists, the first time it is asked, the second, …; undefined: it can't be asked. */
  readonly open?: (bench: PreviewBench, time: number) => OpenPullRequest[] | undefined
  readonly branches?: readonly string[]
}

/** Looks once, at these previews; says what was found. */
async function look(bench: PreviewBench, previews: readonly Preview[], { open, branches = [] }: World) {
  const found: string[] = []
  for (const preview of previews) bench.store.putPreview(preview)
  let time = 0
  const done = Promise.withResolvers<void>()
  const reconciling = startReconciling({
    ...bench.ports,
    roster: bench.ports.roster as never,
    settled: async () => undefined,
    clock: {
      ...bench.ports.clock,
      sleep: (_, signal) =>
        new Promise((_resolve, reject) => {
          done.resolve()
          signal?.addEventListener('abort', () => reject(signal.reason), { once: true })
        }),
    },
    git: { remoteTips: async () => new Map(branches.map(name => [name, 'a'.repeat(40)])) },
    providers: { openPullRequests: async () => open?.(bench, ++time) },
    keeper: {
      put: ({ number, state, reason }) => void found.push(`${number} ${state}: ${reason}`),
      settle: app => void found.push(`settle ${app}`),
      deploy: async ({ number }) => void found.push(`deploy ${number}`),
      [Symbol.asyncDispose]: async () => undefined,
    },
    hear: async (_app, { number, action, head }) => void found.push(`${action} ${number} ${head.branch}`),
  })
  await done.promise
  await reconciling[Symbol.asyncDispose]()
  return found.filter(line => line !== 'settle shop')
}

const closed = (number: number) => `${number} removing: The pull request was closed.`
const waiting = samplePreview(1)

describe('previews are compared with what there is', () => {
  it.each<[string, readonly Preview[], World, readonly string[]]>([
    [
      'one that is not open any more goes',
      [waiting, samplePreview(2)],
      { open: () => [listed(waiting)] },
      [closed(2), 'updated 1 change-1'],
    ],
    [
      'one that slipped past the first reading of a list is open',
      [waiting, samplePreview(2)],
      {
        open: (_, time) => [listed(waiting), ...(time === 1 ? [] : [listed(samplePreview(2))])],
      },
      ['updated 1 change-1', 'updated 2 change-2'],
    ],
    ['one that was opened unheard is heard of', [], { open: () => [listed(samplePreview(3))] }, ['updated 3 change-3']],
    [
      'one that has no commit now is open, and nothing else is heard of it',
      [waiting],
      { open: () => [{ ...listed(waiting), head: '' }] },
      [],
    ],
    [
      'one that was closed already is left alone',
      [samplePreview(1, { state: 'removing', closedAt: 5 })],
      {
        open: () => [],
      },
      [],
    ],
    [
      'a push that came while the forge was asked knows better',
      [waiting],
      {
        open({ store }) {
          store.putPreview({ ...waiting, head: 'b'.repeat(40) })
          return []
        },
      },
      [],
    ],
    [
      'without an API a branch that is gone tells of the end, but of forks, whose branches are elsewhere',
      [waiting, samplePreview(2), samplePreview(3, { isFork: true })],
      { branches: ['change-1'] },
      [closed(2)],
    ],
  ])('%s', async (_title, previews, world, found) => {
    await using bench = openPreviewBench()
    expect(await look(bench, previews, world)).toEqual(found)
  })

  it('without any preview nobody is asked', async () => {
    await using bench = openPreviewBench(() => sampleApp('shop'))
    let asked = 0
    bench.engine.has.add('pr9-shop')
    await look(bench, [], { open: () => [...Array(asked++)] as never })
    expect([asked, [...bench.engine.has]]).toEqual([0, ['pr9-shop']])
  })

  it('a forge that fails keeps nothing from being tidied up: projects and folders that nobody knows of go', async () => {
    await using bench = openPreviewBench()
    for (const name of ['1', '1.compose.json', '7', '8'])
      mkdirSync(join(bench.ports.folder, 'shop', name), { recursive: true })
    bench.engine.has.add('pr1-shop').add('redpr7-shop')
    const live = samplePreview(1, { state: 'live' })
    const gone = samplePreview(8, { state: 'gone', closedAt: 5 })
    const open = () => {
      throw new Error('the forge is away')
    }
    expect(await look(bench, [live, gone], { open })).toEqual([])
    expect([...bench.engine.has]).toEqual(['pr1-shop'])
    expect(readdirSync(join(bench.ports.folder, 'shop')).toSorted()).toEqual(['1', '1.compose.json'])
    expect(bench.log.lines).toEqual([
      expect.stringContaining('open pull requests could not be compared'),
      expect.stringContaining('a preview that nobody knows of is removed {"project":"redpr7-shop"}'),
    ])
  })

  it.each<[string, 'succeeded' | 'failed' | 'cancelled' | undefined, string, readonly string[]]>([
    ['was never deployed', undefined, '1', ['deploy 1']],
    ['went well', 'succeeded', '1', ['deploy 1']],
    ['failed, which its comment tells', 'failed', '1', []],
    ['failed at an older head', 'failed', '0', ['deploy 1']],
    ['was dropped with its app', 'cancelled', '1', ['deploy 1']],
  ])('a live one without a project is deployed again, or not, where it %s', async (_title, state, head, found) => {
    await using bench = openPreviewBench()
    const live = samplePreview(1, { state: 'live' })
    if (state !== undefined) {
      const cause = { kind: 'pull-request' as const, number: 1, head: head.repeat(40) }
      const wanted = { app: live.name, repository: 'acme/shop', lane: '/p/1', cause, wishes: {} }
      const { id } = await bench.store.request(wanted, 1)
      bench.store.claim(2)
      bench.store.finish(id, state, 2, { reason: state })
    }
    expect(await look(bench, [live], { open: () => undefined, branches: ['change-1'] })).toEqual(found)
  })
})
