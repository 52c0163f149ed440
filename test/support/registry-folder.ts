import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { readEnv } from '../../src/config/env.ts'
import { type Config, type LoadOptions, loadConfig } from '../../src/config/load.ts'

export interface RegistryFolder extends Disposable {
  readonly path: string
  /** Writes a file below the folder. */
  write(file: string, text: string | Uint8Array): string
  /** Loads `redhook.yml` of this folder with these variables and nothing else in the environment. */
  load(options?: Partial<LoadOptions> & { variables?: Record<string, string> }): Config
}

/** A temporary folder with a registry in it; removed at the end of the block that holds it with `using`. */
export function createRegistryFolder(registry?: string | Uint8Array): RegistryFolder {
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'redhook-config-')))
  const write = (file: string, text: string | Uint8Array): string => {
    const target = path.join(folder, file)
    mkdirSync(path.dirname(target), { recursive: true })
    writeFileSync(target, text)
    return target
  }
  if (registry !== undefined) write('redhook.yml', registry)
  return {
    path: folder,
    write,
    load: ({ variables = {}, ...options } = {}) =>
      loadConfig({ explicitPath: 'redhook.yml', cwd: folder, env: readEnv(folder, variables), ...options }),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }),
  }
}
