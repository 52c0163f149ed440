import type { CheckLimits } from '../../core/check/check-limits.ts'
import { tookTooLong } from '../../core/check/check-words.ts'
import type { CheckWork } from './check-work.ts'

/** Says what is being done, for the message of a timeout. */
export type SayWhere = (where: string) => void

/**
 * Does the work of a check within its time. Its signal aborts when the time is over, and when that of the check does.
 * @throws RedhookError CHECK_FAILED, which names what was being done; the reason of the check's signal; what the work throws
 */
export async function withinTime(
  { lines, signal }: Pick<CheckWork, 'lines' | 'signal'>,
  { timeoutMs }: Pick<CheckLimits, 'timeoutMs'>,
  work: (signal: AbortSignal, at: SayWhere) => Promise<void>,
): Promise<void> {
  let where = 'its preparation'
  const timeout = new AbortController()
  const timer = setTimeout(() => timeout.abort(tookTooLong(timeoutMs, where, lines.tail())), timeoutMs)
  const either = AbortSignal.any([signal, timeout.signal])
  try {
    await work(either, found => {
      where = found
    })
  } catch (error) {
    throw either.aborted ? either.reason : error
  } finally {
    clearTimeout(timer)
  }
}
