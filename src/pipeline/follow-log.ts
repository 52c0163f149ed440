import { isFinal } from '../core/deployment/deployment.ts'
import { formatLogGap } from '../core/log-gap.ts'
import type { DeploymentLogs, LogPiece, NumberedLine } from './ports/deployment-logs.ts'
import type { Store } from './ports/store.ts'
import { createWake } from './wake.ts'

export interface FollowPorts {
  readonly store: Pick<Store, 'get' | 'onEvents'>
  readonly logs: Pick<DeploymentLogs, 'readAfter' | 'onWritten'>
}

/** The log of a deployment from its start until it is finished, over every attempt; ends early when the signal aborts. */
export async function* followLog(
  { store, logs }: FollowPorts,
  id: number,
  signal: AbortSignal,
): AsyncIterable<NumberedLine> {
  const found = store.get(id)
  if (!found) return
  const reader = logs.readAfter(found.app, id, 0)
  const news = createWake()
  using _events = store.onEvents(news.wake)
  using _lines = logs.onWritten(written => written === id && news.wake())
  while (!signal.aborted) {
    const { version } = news
    const isFinished = isFinal(store.get(id)?.state ?? 'cancelled')
    const piece = await reader.next()
    yield* tell(piece)
    if (piece.lines.length > 0) continue
    if (isFinished && !piece.isOpen) return
    await news.changed(version, signal)
  }
}

function* tell({ lines, missing }: LogPiece): Generator<NumberedLine> {
  const [first] = lines
  if (first && missing > 0) yield { ...first, line: first.line - 1, stream: 'note', text: formatLogGap(missing) }
  yield* lines
}
