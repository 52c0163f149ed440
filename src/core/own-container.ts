/**
 * The id of the container this process lives in, out of /proc/self/mountinfo: the engine mounts these three files from the
 * container's own folder. Undefined outside of a container. The host name would not do: with `network_mode: host` it is the host's.
 */
export function parseOwnContainer(mountinfo: string): string | undefined {
  for (const line of mountinfo.split('\n')) {
    const [, , , root = '', mountPoint = ''] = line.split(' ')
    if (!['/etc/hostname', '/etc/hosts', '/etc/resolv.conf'].includes(mountPoint)) continue
    const id = /\/containers\/([0-9a-f]{64})\//.exec(root)?.[1]
    if (id !== undefined) return id
  }
  return undefined
}
