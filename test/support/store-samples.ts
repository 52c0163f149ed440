import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Delivery } from '../../src/pipeline/ports/delivery.ts'
import type { Verdict, Wanted } from '../../src/pipeline/ports/store.ts'

/** A data folder that removes itself. */
export function makeDataFolder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'redhook-data-'))
  return {
    path,
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }),
  }
}

/** A push by this delivery id. */
export const sampleDelivery = (id: string, changes: Partial<Delivery> = {}): Delivery => ({
  hook: 'github',
  id,
  receivedAt: 1_000,
  event: 'push',
  repository: 'acme/shop',
  ref: 'refs/heads/main',
  headers: { 'user-agent': 'GitHub-Hookshot/0123456' },
  bodySha256: '0'.repeat(64),
  bodyBytes: 20,
  ...changes,
})

/** A deployment of this app as a push would want it; it has its lane to itself. */
export const sampleWanted = (app: string, changes: Partial<Wanted> = {}): Wanted => ({
  app,
  repository: 'acme/shop',
  branch: 'main',
  lane: `/srv/${app}`,
  cause: { kind: 'push', delivery: 'd' },
  wishes: {},
  ...changes,
})

/** A rollback of this app as a person would want it. */
export const sampleRollback = (app: string, to: number, changes: Partial<Wanted> = {}): Wanted =>
  sampleWanted(app, { cause: { kind: 'rollback', by: 'ada', to }, ...changes })

/** The verdict that queues these apps. */
export const queueing = (...apps: (string | Wanted)[]): Verdict => ({
  status: 'queued',
  reason: 'main is deployed',
  wanted: apps.map(app => (typeof app === 'string' ? sampleWanted(app) : app)),
})
