import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { RedhookError } from '../../core/errors.ts'

/** What `add` made at the forge, by the forge's own ids: `remove` takes that away, and nothing else. */
export interface Made {
  readonly deployKey?: string
  readonly hook?: string
}

/** What was made for a repository; nothing where there is no note of it, or none that can be read. */
export async function readMade(file: string): Promise<Made> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'))
    const { deployKey, hook } = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>
    return { ...(typeof deployKey === 'string' && { deployKey }), ...(typeof hook === 'string' && { hook }) }
  } catch {
    return {}
  }
}

/** Notes it at once, beside what is noted already. */
export async function noteMade(file: string, made: Made): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o711 })
    await writeFile(temporary, `${JSON.stringify({ ...(await readMade(file)), ...made })}\n`, { mode: 0o600 })
    await rename(temporary, file)
  } catch (error) {
    throw new RedhookError(`${file} can't be written: ${(error as Error).message}`, {
      code: 'CONFIG_INVALID',
      cause: error,
      hint: 'Run this as a user who may write beside the registry. What was made at the forge stays there.',
    })
  } finally {
    await rm(temporary, { force: true })
  }
}
