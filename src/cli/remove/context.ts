import type { Config } from '../../config/load.ts'
import type { App } from '../../core/app.ts'
import type { RemoteRepository } from '../../core/report/report.ts'
import type { SetupPorts } from '../add/add-ports.ts'
import type { KeyFiles } from '../add/key-files.ts'
import type { Step } from '../add/report.ts'
import type { CliDeps } from '../deps.ts'
import type { RegistryFile } from '../init/registry-file.ts'

/** What every step of `remove` works with. */
export interface RemoveContext {
  readonly deps: CliDeps
  readonly ports: SetupPorts
  readonly config: Config
  readonly registry: RegistryFile & { readonly text: string }
  readonly app: App
  readonly files: KeyFiles
  readonly remote: RemoteRepository
  readonly home?: string
  readonly keepsKey: boolean
  tell(step: Step): void
}
