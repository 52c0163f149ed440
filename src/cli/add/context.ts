import type { Config } from '../../config/load.ts'
import type { RemoteRepository } from '../../core/report/report.ts'
import type { Client } from '../client.ts'
import type { CliDeps } from '../deps.ts'
import type { RegistryFile } from '../init/registry-file.ts'
import type { SetupPorts } from './add-ports.ts'
import type { Wanted } from './decide.ts'
import type { KeyFiles } from './key-files.ts'
import type { Step } from './report.ts'

/** What every step of `add` works with. */
export interface AddContext {
  readonly deps: CliDeps
  readonly ports: SetupPorts
  readonly config: Config
  readonly registry: RegistryFile & { readonly text: string }
  readonly client: Client
  readonly wanted: Wanted
  readonly files: KeyFiles
  readonly remote: RemoteRepository
  /** The forge's own page; absent where nobody knows it. */
  readonly home?: string
  readonly isAsking: boolean
  readonly clones: boolean
  readonly wantsOwnSecret: boolean
  /** A step is over. */
  tell(step: Step): void
}

/** How the remote is reached, and what of it is deployed. */
export interface Access {
  readonly url?: string
  /** Absolute. */
  readonly deployKey?: string
  /** Absolute. */
  readonly knownHosts?: string
  readonly branch: string
}
