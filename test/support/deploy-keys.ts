import { appendFileSync, chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Deploy keys as a forge keeps them: each opens one repository alone, for reading. */
export interface DeployKeys {
  /** From now on this key opens that repository. */
  add(publicKey: string, repository: string): void
}

const script = `#!/bin/sh
# Answers as GitHub does: what a key may not read is not there.
case "$SSH_ORIGINAL_COMMAND" in
  "git-upload-pack '$1'") exec git-upload-pack "$1" ;;
  *) echo "ERROR: Repository not found." >&2; exit 1 ;;
esac
`

/** Of the server that `startSshServer` started in this folder. */
export function createDeployKeys(folder: string): DeployKeys {
  const gate = join(folder, 'gate.sh')
  writeFileSync(gate, script)
  chmodSync(gate, 0o755)
  return {
    add: (publicKey, repository) =>
      appendFileSync(join(folder, 'authorized_keys'), `restrict,command="${gate} ${repository}" ${publicKey.trim()}\n`),
  }
}
