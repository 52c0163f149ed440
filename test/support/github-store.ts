import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore } from '../../src/adapters/store/store.ts'

/** A real store in a folder of its own, both gone afterwards. */
export function openTestStore() {
  const folder = mkdtempSync(join(tmpdir(), 'redhook-store-'))
  const store = openStore(folder)
  return {
    folder,
    store,
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
    },
  }
}
