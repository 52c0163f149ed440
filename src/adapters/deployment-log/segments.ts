import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { RedhookError } from '../../core/errors.ts'

/**
 * A log is a head file and, once that is full, tail files: `<id>.jsonl`, then `<id>.tail-<offset>-<line>.jsonl`. They say where in
 * the whole log the file begins, so a hole between two files tells by itself how many bytes and lines were left out.
 */
export interface Segment {
  readonly file: string
  /** Bytes of the whole log before this file. */
  readonly offset: number
  /** Lines of the whole log before this file. */
  readonly line: number
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

export const headOf = ({ folder, id }: LogPlace): Segment => ({ file: join(folder, `${id}.jsonl`), offset: 0, line: 0 })

export const tailAt = ({ folder, id }: LogPlace, offset: number, line: number): Segment => ({
  file: join(folder, `${id}.tail-${offset}-${line}.jsonl`),
  offset,
  line,
})

/** The files of a log that are there, in order; none when the log was never written. */
export function listSegments(place: LogPlace): Segment[] {
  const pattern = new RegExp(`^${place.id}(?:\\.tail-(\\d+)(?:-(\\d+))?)?\\.jsonl$`)
  return readNames(place.folder)
    .map(name => pattern.exec(name))
    .filter(match => match !== null)
    .map(match => segmentOf(place, match))
    .sort((a, b) => a.offset - b.offset)
}

/** Files of older versions do not tell their line; their offset takes its place, which is larger than any number before it. */
function segmentOf(place: LogPlace, [name, offset, line]: RegExpExecArray): Segment {
  if (offset === undefined) return headOf(place)
  return { file: join(place.folder, name), offset: Number(offset), line: Number(line ?? offset) }
}

export const removeSegment = ({ file }: Segment): void => rmSync(file, { force: true })

function readNames(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
