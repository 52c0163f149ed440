import { chown, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { RedhookError } from '../../core/errors.ts'
import type { Owner } from './ssh-options.ts'

/** Who a file belongs to; absent: to this process. */
export interface FileRights {
  readonly mode: number
  readonly owner?: Owner | undefined
}

/** Writes a file by rename: it is there whole, with its rights, or not at all. */
export async function writeWhole(file: string, text: string, { mode, owner }: FileRights): Promise<void> {
  const temporary = join(dirname(file), `.${basename(file)}.${process.pid}.tmp`)
  try {
    await writeFile(temporary, text, { flag: 'wx', mode })
    if (owner !== undefined) await chown(temporary, owner.uid, owner.gid)
    await rename(temporary, file)
  } finally {
    await rm(temporary, { force: true })
  }
}

/** The folder for keys, which others may pass through but not list: git may run as another user. */
export const makeFolder = (file: string): Promise<unknown> => mkdir(dirname(file), { recursive: true, mode: 0o711 })

export const cannotWrite = (file: string, error: unknown) =>
  new RedhookError(`${file} can't be written: ${(error as Error).message}`, {
    code: 'CONFIG_INVALID',
    cause: error,
    hint: "Keys are kept beside the registry. Run this as a user who may write there: sudo, or the registry's owner.",
  })
