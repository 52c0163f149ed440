import { describe, expect, it } from 'vitest'
import { parseOwnContainer } from '../../src/core/own-container.ts'

const id = '4f'.repeat(32)

describe('the own container', () => {
  it("is told by the engine's own mounts, whatever the driver", () => {
    const line = `1 2 8:1 /var/lib/docker/containers/${id}/hostname /etc/hostname rw - ext4 /dev/sda1 rw`
    expect(parseOwnContainer(`22 1 0:5 / / rw - overlay overlay rw\n${line}\n`)).toBe(id)
  })

  it('is none outside of a container', () => {
    expect(parseOwnContainer('22 1 0:5 / / rw - ext4 /dev/sda1 rw\n')).toBeUndefined()
  })

  it("is not another container's folder that is mounted here", () => {
    const line = `1 2 8:1 /var/lib/docker/containers/${id}/logs /mnt/logs rw - ext4 /dev/sda1 rw`
    expect(parseOwnContainer(line)).toBeUndefined()
  })
})
