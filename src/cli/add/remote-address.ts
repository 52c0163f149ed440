/** Where a remote is, as its URL says. */
export interface RemoteAddress {
  readonly isSsh: boolean
  /** Absent for a folder of this machine. */
  readonly host?: string
  /** Only where the URL names one. */
  readonly port?: number
}

const scpLike = /^(?:[^@/\s]+@)?([^:/\s]+):(?!\/\/)/

/** An address that git can clone from, taken apart. */
export function parseRemoteAddress(url: string): RemoteAddress {
  if (URL.canParse(url) && url.includes('://')) {
    const { protocol, hostname, port } = new URL(url)
    const at = {
      ...(hostname !== '' && { host: hostname.replace(/^\[|\]$/g, '') }),
      ...(port !== '' && { port: Number(port) }),
    }
    return { isSsh: protocol === 'ssh:', ...at }
  }
  const host = scpLike.exec(url)?.[1]
  return host === undefined || url.startsWith('/') ? { isSsh: false } : { isSsh: true, host }
}

/** GitHub's ssh, whose host keys are shipped. */
export const isGitHubHost = ({ host }: Pick<RemoteAddress, 'host'>): boolean =>
  host === 'github.com' || host === 'ssh.github.com'
