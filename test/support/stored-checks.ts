import { type ChecksDoor, createChecksDoor } from '../../src/pipeline/checks/checks-door.ts'
import type { NumberedLine } from '../../src/pipeline/ports/deployment-logs.ts'
import type { Store } from '../../src/pipeline/ports/store.ts'

const line: NumberedLine = { line: 1, at: 1_000, step: 'verify', stream: 'stdout', text: 'all is well' }

/** The checks of a real store; nobody runs them, and each has the same log. */
export const storedChecks = (store: Store): ChecksDoor =>
  createChecksDoor(
    {
      store,
      clock: { now: () => Date.now(), monotonic: () => 0, sleep: async () => undefined },
      log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
      logs: {
        ...{ read: lines, readEnd: async () => ({ lines: [line], last: 1 }) },
        ...{ open: none, readAfter: none, onWritten: none, remove: none },
      },
    },
    { wake: () => undefined, cancel: () => false },
  )

const none = (): never => {
  throw new Error('not expected')
}

async function* lines(): AsyncGenerator<NumberedLine> {
  yield line
}
