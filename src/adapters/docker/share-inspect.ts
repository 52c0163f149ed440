import { setTimeout as sleep } from 'node:timers/promises'
import type { Docker } from '../../pipeline/ports/docker.ts'

type Inspect = Docker['inspect']

/** Deployments that verify side by side look once a second; starting the command line costs more than what it asks. */
const gatherMs = 5

interface Batch {
  readonly ids: Set<string>
  readonly answer: ReturnType<Inspect>
}

/**
 * Calls that come within a moment of each other, or while one is under way, share one. Each gets its own containers; where the
 * shared call does not have all of them, since one is gone, each asks for itself.
 */
export function shareInspect(inspect: Inspect): Inspect {
  let next: Batch | undefined
  let underWay: Promise<unknown> = Promise.resolve()
  const open = (): Batch => {
    const ids = new Set<string>()
    const answer = Promise.all([underWay, sleep(gatherMs)]).then(() => {
      next = undefined
      return inspect([...ids])
    })
    underWay = answer.catch(() => undefined)
    return { ids, answer }
  }
  return async (wanted, signal) => {
    signal?.throwIfAborted()
    if (wanted.length === 0) return []
    next ??= open()
    const { ids, answer } = next
    for (const id of wanted) ids.add(id)
    const states = await orAborted(answer, signal)
    const own = states?.filter(({ id }) => wanted.includes(id))
    const isMine = ids.size === new Set(wanted).size
    return isMine || own?.length === wanted.length ? own : inspect(wanted, signal)
  }
}

function orAborted<T>(answer: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return answer
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason as Error)
    signal.addEventListener('abort', abort, { once: true })
    void answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
