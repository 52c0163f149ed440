import { statusOf } from './failure.ts'

/** Whether it was still there to be edited. */
export async function wasThere(edit: Promise<unknown>): Promise<boolean> {
  try {
    await edit
    return true
  } catch (error) {
    if (statusOf(error) !== 404) throw error
    return false
  }
}
