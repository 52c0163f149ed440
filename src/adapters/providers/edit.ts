import { RedhookError } from '../../core/errors.ts'
import { statusOf } from './failure.ts'

/** Whether it was still there to be edited. */
export const wasThere = (edit: Promise<unknown>): Promise<boolean> => wasTaken(edit, [404])

/** Whether it was there and ours, at forges where nobody may edit what another wrote. */
export const wasOurs = (edit: Promise<unknown>): Promise<boolean> => wasTaken(edit, [401, 403, 404])

async function wasTaken(edit: Promise<unknown>, refusals: readonly number[]): Promise<boolean> {
  try {
    await edit
    return true
  } catch (error) {
    if (isLimited(error) || !refusals.includes(statusOf(error) ?? 0)) throw error
    return false
  }
}

const isLimited = (error: unknown): boolean => error instanceof RedhookError && error.retryable
