/** The public half of a deploy key. */
export interface PublicKey {
  /** One line, as a forge wants it pasted. */
  readonly text: string
  /** `SHA256:…`, as forges show it. */
  readonly fingerprint: string
}

/** What a host proves itself with. */
export interface HostKey {
  /** `ssh-ed25519`, … */
  readonly type: string
  /** Base64. */
  readonly key: string
  /** `SHA256:…` */
  readonly fingerprint: string
}

/** Where ssh knocks. Without a port: 22. */
export interface SshHost {
  readonly host: string
  readonly port?: number
}

/** Keys of ssh: pairs for repositories, and what hosts are known by. What goes wrong is a RedhookError. */
export interface SshSetup {
  /**
   * The pair at this path, ed25519; made when there is none, never overwritten, there whole or not at all. The private key is readable by nobody
   * but the user that git runs as in `checkout`.
   */
  keyPair(
    path: string,
    pair: { readonly comment: string; readonly checkout: string; readonly signal: AbortSignal },
  ): Promise<PublicKey & { readonly isNew: boolean }>
  /** The webhook secret in this file, made when there is none; readable as the private key is. */
  ownSecret(file: string, checkout: string): Promise<{ readonly secret: string; readonly isNew: boolean }>
  /** What the host shows now; at least one. @throws RedhookError REMOTE_UNREACHABLE */
  scanHost(host: SshHost, signal: AbortSignal): Promise<HostKey[]>
  /** What the host is known by in a file of the known_hosts format; none where there is no file, or it does not name the host. */
  knownKeys(file: string, host: SshHost): Promise<HostKey[]>
  /** Adds the keys to the file, which is made where it is not there. */
  pinHost(file: string, host: SshHost, keys: readonly HostKey[]): Promise<void>
}
