/** How many deliveries a second the store keeps, each queued for one of 50 apps and superseding the one before: node test/bench/store.ts */
import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore } from '../../src/adapters/store/store.ts'
import type { Delivery } from '../../src/pipeline/ports/delivery.ts'
import type { Store, Verdict } from '../../src/pipeline/ports/store.ts'

const apps = 50
const perRun = 30_000

const delivery = (number: number): Delivery => ({
  hook: 'github',
  id: `00000000-0000-0000-0000-${String(number).padStart(12, '0')}`,
  receivedAt: Date.now(),
  event: 'push',
  repository: 'acme/shop',
  ref: 'refs/heads/main',
  before: '1'.repeat(40),
  after: '2'.repeat(40),
  pusher: 'octocat',
  client: '192.0.2.7',
  headers: { 'user-agent': 'GitHub-Hookshot/0123456', 'x-github-hook-id': '1234567' },
  bodySha256: '3'.repeat(64),
  bodyBytes: 20_000,
})

const queued = (number: number): Verdict => {
  const app = `app-${number % apps}`
  const cause = { kind: 'push', delivery: String(number), after: '2'.repeat(40), pusher: 'octocat' } as const
  const wanted = [{ app, repository: 'acme/shop', branch: 'main', lane: `/srv/${app}`, cause, wishes: {} }]
  return { status: 'queued', reason: 'main is deployed', wanted }
}

const ignored = (): Verdict => ({ status: 'ignored', reason: 'No app deploys the branch wip' })

let next = 0

/** Every connection sends its next delivery as soon as the last one was answered. */
async function run(store: Store, connections: number, verdict: (number: number) => Verdict): Promise<void> {
  const waits: number[] = []
  const until = next + perRun
  const started = performance.now()
  const send = async () => {
    while (next < until) {
      const number = next++
      const sent = performance.now()
      await store.record(delivery(number), verdict(number))
      waits.push(performance.now() - sent)
    }
  }
  await Promise.all(Array.from({ length: connections }, send))
  const seconds = (performance.now() - started) / 1000
  waits.sort((a, b) => a - b)
  const at = (share: number) => `${(waits[Math.floor(waits.length * share)] ?? 0).toFixed(1)} ms`
  const rate = Math.round(perRun / seconds)
  console.log(
    `${verdict.name.padEnd(8)} ${connections} connections: ${rate}/s, p50 ${at(0.5)}, p99 ${at(0.99)}, longest ${at(0.99999)}`,
  )
}

function time(name: string, work: () => unknown): void {
  const started = performance.now()
  work()
  console.log(`${name}: ${(performance.now() - started).toFixed(2)} ms`)
}

/** What the disk alone takes, as the yardstick. */
function measureFsync(folder: string): void {
  const fd = openSync(join(folder, 'yardstick'), 'w')
  const started = performance.now()
  for (let round = 0; round < 200; round++) {
    writeSync(fd, 'x'.repeat(4096))
    fsyncSync(fd)
  }
  closeSync(fd)
  console.log(`one append of 4 KiB with fsync: ${((performance.now() - started) / 200).toFixed(2)} ms`)
}

const folder = mkdtempSync(join(tmpdir(), 'redhook-bench-'))
try {
  measureFsync(folder)
  await using store = openStore(folder)
  for (const connections of [1, 32, 256]) await run(store, connections, queued)
  await run(store, 32, ignored)
  while (next < 210_000) await run(store, 256, queued)
  time('latest of 50 apps', () => store.latest())
  time('list 50', () => store.list({ limit: 50 }))
  time('list 50 of an app', () => store.list({ app: 'app-7', limit: 50 }))
  time('list queued', () => store.list({ states: ['queued'], limit: 50 }))
  time('claim', () => store.claim(Date.now() + 1000))
  time('last good one', () => store.lastGood({ app: 'app-7', project: 'redapp-7' }))
  const keep = { olderThan: 0, perApp: 3_000, versions: new Map() }
  for (const nth of ['first', 'second']) time(`${nth} sweep of 250`, () => store.sweep(keep))
  while (store.sweep(keep).length > 0);
  time('sweep with nothing to do', () => store.sweep(keep))
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
}
