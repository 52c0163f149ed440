import { isFinal } from '../core/deployment/deployment.ts'
import type { Clock } from './ports/clock.ts'
import type { DeploymentLogs, LogLine } from './ports/deployment-logs.ts'
import type { Store } from './ports/store.ts'

export interface FollowPorts {
  readonly store: Pick<Store, 'get'>
  readonly logs: Pick<DeploymentLogs, 'read'>
  readonly clock: Pick<Clock, 'sleep'>
}

const lookEveryMs = 500

/** The log of a deployment from its start until it is finished, over every attempt; ends early when the signal aborts. */
export async function* followLog(ports: FollowPorts, id: number, signal: AbortSignal): AsyncIterable<LogLine> {
  let told = 0
  while (!signal.aborted) {
    const deployment = ports.store.get(id)
    if (!deployment) return
    const finished = isFinal(deployment.state)
    let line = 0
    for await (const found of readOnce(ports, deployment.app, id, finished, signal)) {
      line += 1
      if (line <= told) continue
      told = line
      yield found
    }
    if (finished) return
    await ports.clock.sleep(lookEveryMs, signal).catch(() => undefined)
  }
}

/** A log that nobody writes ends the reading only once its deployment is finished: it may have been overtaken in the queue. */
async function* readOnce(
  { store, logs }: FollowPorts,
  app: string,
  id: number,
  finished: boolean,
  signal: AbortSignal,
): AsyncIterable<LogLine> {
  if (finished) return yield* logs.read(app, id)
  const ended = new AbortController()
  const timer = setInterval(() => {
    if (isFinal(store.get(id)?.state ?? 'cancelled')) ended.abort()
  }, lookEveryMs)
  try {
    yield* logs.read(app, id, { follow: true, signal: AbortSignal.any([signal, ended.signal]) })
  } finally {
    clearInterval(timer)
  }
}
