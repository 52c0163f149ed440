import type { Events, EventsPorts } from './events.ts'
import { formatPosition } from './events-position.ts'
import { openReader } from './events-reader.ts'
import { createEventsTail } from './events-tail.ts'
import { createWake, type Wake } from './wake.ts'

/** Events of one moment are told together. */
const gatherMs = 20

/** Streams of what happens to deployments. Their work is shared: each event is read once, and logs tell whom they concern. */
export function createEvents(ports: EventsPorts): Events {
  const { store, logs } = ports
  const tail = createEventsTail(store)
  const readers = new Set<{ readonly wake: Wake; concerns(deployment: number): boolean }>()
  let timer: NodeJS.Timeout | undefined
  let listening: DisposableStack | undefined
  const listen = () => {
    tail.restart()
    listening = new DisposableStack()
    listening.use(store.onEvents(() => (timer ??= setTimeout(tellEvents, gatherMs))))
    listening.use(logs.onWritten(tellLines))
  }
  const tellEvents = () => {
    timer = undefined
    tail.expect()
    for (const { wake } of readers) wake.wake()
  }
  const tellLines = (deployment: number) => {
    for (const reader of readers) if (reader.concerns(deployment)) reader.wake.wake()
  }
  const leave = () => {
    if (readers.size > 0) return
    clearTimeout(timer)
    timer = undefined
    listening?.dispose()
    listening = undefined
  }
  return {
    position: (lines = new Map()) => formatPosition({ seq: store.lastEvent(), lines }),
    count: () => readers.size,
    open(scope) {
      if (readers.size === 0) listen()
      tail.expect()
      const wake = createWake()
      const reader = openReader({ ...ports, tail, wake }, scope)
      const entry = { wake, concerns: reader.concerns }
      readers.add(entry)
      return {
        next: reader.next,
        [Symbol.dispose]() {
          if (readers.delete(entry)) leave()
        },
      }
    },
  }
}
