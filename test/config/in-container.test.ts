import { describe, expect, it } from 'vitest'
import { hasContainerMounts } from '../../src/config/in-container.ts'

const root = '21 1 254:0 / / rw,relatime - ext4 /dev/vda rw'

describe('whether Redhook runs in a container', () => {
  it.each([
    ['Docker', '612 598 254:0 /var/lib/docker/containers/3f2a/hosts /etc/hosts rw,relatime - ext4 /dev/vda rw'],
    ['Podman', '612 598 0:25 /containers/overlay-containers/3f2a/userdata/hosts /etc/hosts rw - tmpfs tmpfs rw'],
    ['Kubernetes', '612 598 8:1 /var/lib/kubelet/pods/9c/etc-hosts /etc/hosts rw,relatime - ext4 /dev/sda1 rw'],
  ])('sees a container of %s by its mounts', (_engine, mount) => {
    expect(hasContainerMounts(`${root}\n${mount}\n`)).toBe(true)
  })

  it('takes a machine for a machine, whatever its disk was made from', () => {
    expect(hasContainerMounts(`${root}\n30 21 0:20 / /etc/hosts.d rw - tmpfs tmpfs rw\n`)).toBe(false)
  })
})
