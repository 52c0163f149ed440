import { readFileSync } from 'node:fs'

/**
 * Whether this process lives in a container, told by its mounts. The file /.dockerenv would not do: machines whose disk was once
 * made from an image have it, too.
 */
export function isInContainer(): boolean {
  try {
    return hasContainerMounts(readFileSync('/proc/self/mountinfo', 'utf8'))
  } catch {
    return false
  }
}

/** Docker, Podman and Kubernetes all mount an /etc/hosts of their own over the image's. */
export const hasContainerMounts = (mountinfo: string): boolean =>
  mountinfo.split('\n').some(line => line.split(' ')[4] === '/etc/hosts')
