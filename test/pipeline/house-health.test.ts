import { describe, expect, it } from 'vitest'
import { createDisk } from '../../src/adapters/disk/disk.ts'
import { openStore } from '../../src/adapters/store/store.ts'
import { RedhookError } from '../../src/core/errors.ts'
import { checkHealth } from '../../src/pipeline/house-health.ts'
import { createShortCache } from '../../src/pipeline/short-cache.ts'
import { realClock, sampleApp } from '../support/pipeline-samples.ts'
import { makeDataFolder, sampleWanted } from '../support/store-samples.ts'

const registry = { file: '/etc/redhook.yml', loadedAt: 1, apps: 1, warnings: [], problems: [] }

describe('the health of the house', () => {
  it('tells of queue, disk, database, remotes and outbox', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    const cause = { kind: 'request', by: 'ann' } as const
    const away = await store.request(sampleWanted('away', { lane: '/srv/away', cause }), 1_000)
    const lost = await store.request(sampleWanted('lost', { lane: '/srv/lost', cause }), 2_000)
    const well = await store.request(sampleWanted('well', { lane: '/srv/well', cause }), 3_000)
    for (const { id } of [away, lost, well]) {
      store.claim(4_000)
      store.beginStep(id, 'sync', 5_000)
      store.endStep(id, 'sync', id === well.id ? 'done' : 'failed', 500)
    }
    store.requeue(away.id, { availableAt: 9_000, reason: 'no route to it', countRetry: true, countAttempt: false })
    const edits = { code: 'LOCAL_CHANGES', message: 'local edits', hint: '' } as const
    store.finish(lost.id, 'failed', 6_000, { reason: 'local edits', error: edits })
    await store.request(sampleWanted('well', { lane: '/srv/well', cause }), 7_000)

    const names = ['away', 'lost', 'well', 'never']
    const health = await checkHealth({
      ...{ store, clock: realClock, disk: createDisk(), dataDir: data.path, startedAt: 1 },
      docker: { rootFolder: async () => '/' },
      apps: () => names.map(name => sampleApp(name, { path: name === 'well' ? '/' : '/nowhere' })),
      readiness: async () => [{ name: 'git', ok: true, detail: '2.47' }],
      watch: {
        seen: () => [
          { app: 'well', ok: false, at: 9_000, detail: 'it did not answer within 30 s' },
          { app: 'lost', ok: true, at: 1_000, detail: 'an older look' },
        ],
        counts: () => ({ remotes: 4, polled: 1 }),
      },
      addresses: () => ({ entries: 6 }),
      registry: () => registry,
    })
    expect(health).toMatchObject({
      startedAt: 1,
      checks: [{ name: 'git', ok: true }],
      queue: { queued: 2, running: 1, oldestQueuedAt: 1_000 },
      database: { deployments: 4, deliveries: 0 },
      remotes: [
        { app: 'away', ok: false, at: 5_500, detail: 'no route to it' },
        { app: 'lost', ok: true, at: 5_500 },
        { app: 'well', ok: false, at: 9_000, detail: 'it did not answer within 30 s' },
      ],
      watching: { remotes: 4, polled: 1 },
      addresses: { entries: 6 },
      registry,
      outbox: { waiting: 0, failed: 0 },
    })
    const all = health.disk.flatMap(({ what }) => what.split(', '))
    expect(all.sort()).toEqual(['Docker', "Redhook's data", 'checkouts'])
    for (const { freeBytes, totalBytes } of health.disk) {
      expect(totalBytes).toBeGreaterThan(1_000_000)
      expect(freeBytes).toBeLessThanOrEqual(totalBytes)
    }
  })
})

describe('what is kept for a moment', () => {
  it('is asked for once, again when it is old, and again after a failure', async () => {
    let now = 0
    const keep = createShortCache<Promise<number>>(1_000, { monotonic: () => now })
    let asked = 0
    const ask = async () => {
      asked += 1
      if (asked === 2) throw new RedhookError('away', { code: 'ENGINE_UNREACHABLE', hint: '' })
      return asked
    }
    expect([await keep('a', ask), await keep('a', ask)]).toEqual([1, 1])
    now = 1_000
    await expect(keep('a', ask)).rejects.toThrow('away')
    expect(await keep('a', ask)).toBe(3)
    expect(await keep('b', ask)).toBe(4)
  })
})
