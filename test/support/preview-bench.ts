import { join } from 'node:path'
import { createPreviewFolders } from '../../src/adapters/disk/preview-folders.ts'
import { openStore } from '../../src/adapters/store/store.ts'
import type { App } from '../../src/core/app.ts'
import type { Preview } from '../../src/core/preview/preview.ts'
import type { PreviewEngine } from '../../src/pipeline/ports/preview-engine.ts'
import type { Store } from '../../src/pipeline/ports/store.ts'
import type { KeeperPorts } from '../../src/pipeline/previews/keeper.ts'
import { createRoster } from '../../src/pipeline/previews/roster.ts'
import { testApp } from './app-samples.ts'
import { createMemoryLog } from './pipeline-samples.ts'
import { makeDataFolder } from './store-samples.ts'

/** An app whose pull requests have previews. */
export const previewedApp = (previews: Partial<NonNullable<App['previews']>> = {}): App =>
  testApp({
    previews: {
      ...{ env: {}, limit: 5, maxAgeMs: 1_000_000, ports: { from: 20_000, to: 20_009 }, allow: [] },
      ...previews,
    },
  })

/** The preview of pull request `number` of `shop`; the higher the number, the newer it is. */
export const samplePreview = (number: number, changes: Partial<Preview> = {}): Preview => ({
  ...{ app: 'shop', number, name: `pr${number}-shop`, repository: 'acme/shop', title: 'A change', base: 'main' },
  ...{ headBranch: `change-${number}`, head: String(number).repeat(40), isFork: false, state: 'waiting', ports: {} },
  ...{ openedAt: number, updatedAt: number },
  ...changes,
})

/** An engine that has nothing but names of projects. */
export function memoryEngine(...names: string[]): PreviewEngine & { readonly has: Set<string> } {
  const has = new Set(names)
  return {
    has,
    resolve: () => Promise.reject(new Error('nothing is resolved here')),
    projects: async () => new Set(has),
    remove: async project => void has.delete(project),
    isPortFree: async () => true,
  }
}

/** Where previews are kept: a real store and real folders, an engine in memory, a clock that does not let anybody wait. */
export interface PreviewBench extends AsyncDisposable {
  readonly store: Store
  readonly log: ReturnType<typeof createMemoryLog>
  readonly engine: ReturnType<typeof memoryEngine>
  /** Waits that were asked for, in milliseconds. */
  readonly waits: number[]
  readonly ports: KeeperPorts
}

/** Opens it; `app()` is the only one of the registry. `data`: a folder that outlives it. */
export function openPreviewBench(app: () => App | undefined = previewedApp, data = makeDataFolder()): PreviewBench {
  const store = openStore(data.path)
  const log = createMemoryLog()
  const engine = memoryEngine()
  const waits: number[] = []
  const folder = join(data.path, 'previews')
  let generation = 0
  const registry = () => {
    const only = app()
    generation += 1
    return { apps: only === undefined ? [] : [only], generation }
  }
  const sleep = async (ms: number, signal?: AbortSignal) => {
    waits.push(ms)
    await new Promise(resolve => setImmediate(resolve))
    signal?.throwIfAborted()
  }
  return {
    ...{ store, log, engine, waits },
    ports: {
      ...{ store, log, engine, folder, dataDir: data.path, label: ['redhook.preview', 'test'] },
      roster: createRoster({ store, registry, folder, publicUrl: () => undefined }),
      clock: { now: () => 500, monotonic: () => performance.now(), sleep },
      docker: { listTags: async () => [], untag: async () => undefined },
      folders: createPreviewFolders(),
      logs: { remove: () => undefined },
      ...{ onRoster: () => undefined, wake: () => undefined },
      cancelInWorker: (id, error) => store.finish(id, 'cancelled', 500, { reason: error.message }),
    },
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]()
      data[Symbol.dispose]()
    },
  }
}
