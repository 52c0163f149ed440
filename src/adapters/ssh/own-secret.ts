import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { SshSetup } from '../../pipeline/ports/ssh-setup.ts'
import type { SshOptions } from './ssh-options.ts'
import { cannotWrite, makeFolder, writeWhole } from './write-whole.ts'

/** A webhook secret in a file: made once, then read. */
export const createOwnSecret =
  ({ ownerOf }: Pick<SshOptions, 'ownerOf'>): SshSetup['ownSecret'] =>
  async (file, checkout) => {
    const found = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return ''
      throw cannotWrite(file, error)
    })
    if (found.trim() !== '') return { secret: found.trim(), isNew: false }
    const secret = randomBytes(32).toString('hex')
    try {
      await makeFolder(file)
      await writeWhole(file, `${secret}\n`, { mode: 0o600, owner: ownerOf(checkout) })
    } catch (error) {
      throw cannotWrite(file, error)
    }
    return { secret, isNew: true }
  }
