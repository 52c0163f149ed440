import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { RedhookError } from '../../core/errors.ts'

/**
 * A log is a head file and, once that is full, tail files: `<id>.jsonl`, then `<id>.tail-<offset>.jsonl`. The offset says where
 * in the whole log the file begins, so a hole between two files tells by itself how many bytes were left out.
 */
export interface Segment {
  readonly file: string
  /** Bytes of the whole log before this file. */
  readonly offset: number
}

/** Where a log is: its folder and number. */
export interface LogPlace {
  readonly folder: string
  readonly id: number
}

/** The place of a log under the data folder. App names are Compose project names; anything that could leave the folder is refused. */
export function placeOf(dataDir: string, app: string, id: number): LogPlace {
  if (/^[a-z0-9][a-z0-9_-]*$/i.test(app) && Number.isSafeInteger(id)) return { folder: join(dataDir, 'logs', app), id }
  throw new RedhookError(`${JSON.stringify(app)} cannot name a log`, {
    code: 'INTERNAL',
    hint: 'This is a bug in Redhook. Please report it.',
  })
}

export const segmentAt = ({ folder, id }: LogPlace, offset: number): Segment => ({
  file: join(folder, offset === 0 ? `${id}.jsonl` : `${id}.tail-${offset}.jsonl`),
  offset,
})

/** The files of a log that are there, in order; none when the log was never written. */
export function listSegments(place: LogPlace): Segment[] {
  const pattern = new RegExp(`^${place.id}(?:\\.tail-(\\d+))?\\.jsonl$`)
  return readNames(place.folder)
    .map(name => pattern.exec(name))
    .filter(match => match !== null)
    .map(([, offset = '0']) => segmentAt(place, Number(offset)))
    .sort((a, b) => a.offset - b.offset)
}

export const removeSegment = ({ file }: Segment): void => rmSync(file, { force: true })

function readNames(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
