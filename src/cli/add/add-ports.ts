import type { Git } from '../../pipeline/ports/git.ts'
import type { ProviderApi } from '../../pipeline/ports/provider-api.ts'
import type { SshSetup } from '../../pipeline/ports/ssh-setup.ts'

/** What `add` and `remove` reach the world with. */
export interface SetupPorts {
  readonly git: Pick<Git, 'state' | 'remoteUrl' | 'defaultBranch' | 'remoteTips' | 'clone'>
  readonly ssh: SshSetup
  readonly forge: Pick<ProviderApi, 'abilities' | 'setup'>
}
