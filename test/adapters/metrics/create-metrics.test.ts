import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createMetrics } from '../../../src/adapters/metrics/create-metrics.ts'
import { openStore } from '../../../src/adapters/store/store.ts'
import { parsePrometheus } from '../../support/prometheus-text.ts'
import { makeDataFolder, queueing, sampleDelivery, sampleWanted } from '../../support/store-samples.ts'

const root = join(import.meta.dirname, '../../..')

function openMetrics() {
  const data = makeDataFolder()
  const store = openStore(data.path)
  const time = { now: 1_000_000 }
  const metrics = createMetrics({
    ...{
      version: '1.2.3',
      store,
      dataDir: data.path,
      disk: { freeBytes: async () => 5e9 },
      clock: { now: () => time.now },
    },
    apps: () => 3,
    streams: () => 2,
  })
  const read = async () => parsePrometheus((await metrics.read()).text)
  return {
    ...{ store, metrics, time, read },
    /** The value of a sample, by its name and labels as the text has them. */
    async value(name: string, labels: Record<string, string> = {}): Promise<number | undefined> {
      const found = [...(await read()).values()].flatMap(({ samples }) => samples)
      return found.find(sample => sample.name === name && JSON.stringify(sample.labels) === JSON.stringify(labels))
        ?.value
    },
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]()
      data[Symbol.dispose]()
    },
  }
}

describe('the metrics', () => {
  it('are in the text format, each with its help, and have every label from the start', async () => {
    await using site = openMetrics()
    expect((await site.metrics.read()).contentType).toBe('text/plain; version=0.0.4; charset=utf-8')
    expect(await site.value('redhook_build_info', { version: '1.2.3', node: process.versions.node })).toBe(1)
    for (const decision of ['queued', 'ignored', 'pong', 'duplicate', 'refused', 'unstored'])
      expect(await site.value('redhook_deliveries_total', { decision })).toBe(0)
    for (const result of ['succeeded', 'skipped', 'failed', 'rolled_back', 'superseded', 'cancelled'])
      expect(await site.value('redhook_deployments_total', { result })).toBe(0)
    const values = ['redhook_signature_failures_total', 'redhook_queue_oldest_age_seconds', 'redhook_disk_free_bytes']
    expect(await Promise.all(values.map(name => site.value(name)))).toEqual([0, 0, 5e9])
    expect(await Promise.all(['redhook_apps', 'redhook_event_streams'].map(name => site.value(name)))).toEqual([3, 2])
    expect(await site.value('process_resident_memory_bytes')).toBeGreaterThan(1e6)
  })

  it('count requests on the hook path by what was decided', async () => {
    await using site = openMetrics()
    for (const decision of ['queued', 'queued', 'duplicate', 'unsigned'] as const) site.metrics.received(decision)
    expect(await site.value('redhook_deliveries_total', { decision: 'queued' })).toBe(2)
    expect(await site.value('redhook_deliveries_total', { decision: 'duplicate' })).toBe(1)
    expect(await site.value('redhook_signature_failures_total')).toBe(1)
  })

  it('tell the queue with the age of the oldest, and the outbox', async () => {
    await using site = openMetrics()
    const { store, time } = site
    await store.request(sampleWanted('shop'), time.now - 90_000)
    await store.request(sampleWanted('blog'), time.now - 5_000)
    expect(await site.value('redhook_queue_deployments', { state: 'queued' })).toBe(2)
    expect(await site.value('redhook_queue_oldest_age_seconds')).toBe(90)
    store.claim(time.now)
    expect(await site.value('redhook_queue_deployments', { state: 'running' })).toBe(1)
    expect(await site.value('redhook_queue_oldest_age_seconds')).toBe(5)
    store.addToOutbox([
      { channel: 'team', kind: 'failed', payload: '{}', createdAt: time.now - 7_000, availableAt: time.now },
    ])
    expect(await site.value('redhook_outbox_messages', { state: 'waiting' })).toBe(1)
    expect(await site.value('redhook_outbox_oldest_age_seconds')).toBe(7)
  })

  it('count what came of deployments since they were made, each once, however often they are read', async () => {
    await using site = openMetrics()
    const { store, time } = site
    await store.record(sampleDelivery('d', { receivedAt: time.now }), queueing('shop'))
    const { id } = store.claim(time.now) ?? { id: 0 }
    store.beginStep(id, 'build', time.now)
    await site.read()
    store.endStep(id, 'build', 'done', 4_000)
    store.finish(id, 'succeeded', time.now + 9_000, { reason: 'live' })
    await Promise.all([site.read(), site.read()])
    expect(await site.value('redhook_deployments_total', { result: 'succeeded' })).toBe(1)
    expect(await site.value('redhook_push_to_live_seconds_count')).toBe(1)
    expect(await site.value('redhook_push_to_live_seconds_sum')).toBe(9)
    expect(await site.value('redhook_step_duration_seconds_sum', { step: 'build', result: 'done' })).toBe(4)
    const bucket = { le: '5', step: 'build', result: 'done' }
    expect(await site.value('redhook_step_duration_seconds_bucket', bucket)).toBe(1)
  })

  it('catch up with thousands of events that nobody asked about', async () => {
    await using site = openMetrics()
    const { store, time } = site
    const requests = Array.from({ length: 1_500 }, () => store.request(sampleWanted('shop'), time.now))
    await Promise.all(requests)
    expect(await site.value('redhook_deployments_total', { result: 'superseded' })).toBe(1_499)
  })

  it('are each described in docs/metrics.md, and the dashboard uses no other', async () => {
    await using site = openMetrics()
    const known = await site.read()
    const page = readFileSync(join(root, 'docs/metrics.md'), 'utf8')
    const ours = [...known.keys()].filter(name => name.startsWith('redhook_'))
    expect(ours.filter(name => !page.includes(`\`${name}\``))).toEqual([])
    const mentioned = new Set(page.match(/\bredhook_[a-z_]+/g))
    expect([...mentioned].filter(name => !known.has(name.replace(/_(bucket|sum|count)$/, '')))).toEqual([])

    const dashboard = JSON.parse(readFileSync(join(root, 'docs/grafana-dashboard.json'), 'utf8')) as Dashboard
    const asked = dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr))
    expect(asked.length).toBeGreaterThan(10)
    const samples = new Set([...known].flatMap(([name, { type }]) => samplesOf(name, type)))
    const used = asked.flatMap(expr => expr.match(/\b(?:redhook|process|nodejs)_[a-z0-9_]+/g) ?? [])
    expect(used.filter(name => !samples.has(name))).toEqual([])
    const places = dashboard.panels.map(({ gridPos: { x, y } }) => `${x},${y}`)
    expect(new Set(places).size).toBe(places.length)
  })
})

interface Dashboard {
  readonly panels: readonly {
    readonly targets?: readonly { readonly expr: string }[]
    readonly gridPos: { readonly x: number; readonly y: number }
  }[]
}

const samplesOf = (name: string, type: string): string[] =>
  type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name]
