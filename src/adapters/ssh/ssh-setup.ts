import { RedhookError } from '../../core/errors.ts'
import type { SshSetup } from '../../pipeline/ports/ssh-setup.ts'
import * as argv from './argv.ts'
import { createKeyPair } from './key-pair.ts'
import { readKnownKeys, writeKnownKeys } from './known-keys.ts'
import { createOwnSecret } from './own-secret.ts'
import { hostName, parseHostKeys } from './parse.ts'
import { notStarted, type SshOptions } from './ssh-options.ts'

const scanTimeoutMs = 20_000

/** Keys by OpenSSH's own programs. */
export function createSshSetup(options: SshOptions): SshSetup {
  const { processes, environment } = options
  return {
    keyPair: createKeyPair(options),
    ownSecret: createOwnSecret(options),
    knownKeys: readKnownKeys,
    pinHost: writeKnownKeys,
    async scanHost(host, signal) {
      const limit = AbortSignal.any([signal, AbortSignal.timeout(scanTimeoutMs)])
      const { stdout, spawnError } = await processes.run(argv.scanHost(environment, host), { signal: limit })
      signal.throwIfAborted()
      if (spawnError !== undefined) throw notStarted('ssh-keyscan', spawnError)
      const keys = parseHostKeys(stdout)
      if (keys.length > 0) return keys
      throw new RedhookError(`no ssh server answers at ${hostName(host)}`, {
        code: 'REMOTE_UNREACHABLE',
        hint: 'Check the address in --url, DNS and the firewall; ssh-keyscan by hand shows more.',
      })
    },
  }
}
