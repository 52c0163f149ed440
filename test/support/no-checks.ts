import { RedhookError } from '../../src/core/errors.ts'
import type { ChecksDoor } from '../../src/pipeline/checks/checks-door.ts'

const unknown = (id: number): never => {
  throw new RedhookError(`There is no check ${id}`, { code: 'CHECK_UNKNOWN', hint: 'None.' })
}

/** A house that has never checked anything. */
export const noChecks: ChecksDoor = {
  getCheck: () => undefined,
  listChecks: () => [],
  retryCheck: unknown,
  cancelCheck: unknown,
  readCheckLog: () => undefined,
  readCheckLogEnd: () => undefined,
}
