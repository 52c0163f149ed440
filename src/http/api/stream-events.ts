import type { EventsReader } from '../../pipeline/events.ts'
import { type WireEvent, wireEvent } from './events-json.ts'

/** How messages are written: as server-sent events, or as lines of JSON. */
export interface EventsFormat {
  readonly contentType: string
  /** Says nothing, and keeps proxies from closing the connection. */
  readonly heartbeat: Buffer
  parts(event: WireEvent): readonly (Buffer | string)[]
}

export const eventsFormats = {
  sse: {
    contentType: 'text/event-stream',
    heartbeat: Buffer.from(':\n\n'),
    parts: ({ id, event, data }) => [`id: ${id}\nevent: ${event}\ndata: `, data, '\n\n'],
  },
  ndjson: {
    contentType: 'application/x-ndjson',
    heartbeat: Buffer.from('\n'),
    parts: ({ id, event, data }) => [`{"id":"${id}","event":"${event}","data":`, data, '}\n'],
  },
} as const satisfies Record<string, EventsFormat>

export interface StreamOptions {
  readonly format: EventsFormat
  /** Aborts when Redhook stops. */
  readonly stopping: AbortSignal
  readonly heartbeatMs: number
  /** Whether the reader may still see this; asked at every heartbeat, heard or not. */
  mayStill(): boolean
}

/**
 * The messages as they come, read only as fast as they are taken. The stream ends with its messages, when its reader leaves or may no
 * longer see it, and when Redhook stops. It is opened with its first reading.
 */
export function streamEvents(open: () => EventsReader, options: StreamOptions): ReadableStream<Uint8Array> {
  const { format, heartbeatMs } = options
  const left = new AbortController()
  const signal = AbortSignal.any([left.signal, options.stopping])
  let opened: { readonly reader: EventsReader; readonly watch: NodeJS.Timeout } | undefined
  const begin = () => {
    const watch = setInterval(() => isStill(options) || leave(), heartbeatMs)
    options.stopping.addEventListener('abort', leave, { signal: left.signal })
    return { reader: open(), watch }
  }
  const leave = () => {
    left.abort()
    clearInterval(opened?.watch)
    opened?.reader[Symbol.dispose]()
  }
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        opened ??= begin()
        const messages = await opened.reader.next(heartbeatMs, signal)
        if (messages === undefined) {
          leave()
          controller.close()
        } else if (messages.length === 0) controller.enqueue(format.heartbeat)
        else controller.enqueue(join(messages.flatMap(message => format.parts(wireEvent(message)))))
      },
      cancel: leave,
    },
    { highWaterMark: 0 },
  )
}

/** Where it can't be told (the store is away), the reader comes again and is asked who it is. */
function isStill({ mayStill }: Pick<StreamOptions, 'mayStill'>): boolean {
  try {
    return mayStill()
  } catch {
    return false
  }
}

const join = (parts: readonly (Buffer | string)[]): Buffer =>
  Buffer.concat(parts.map(part => (typeof part === 'string' ? Buffer.from(part) : part)))
