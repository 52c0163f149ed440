import type { LogLine } from '../../pipeline/ports/deployment-logs.ts'

const encoder = new TextEncoder()

/** The lines as they come. An abort ends the stream; it is no failure. */
export function streamLines(
  lines: AsyncIterable<LogLine>,
  format: (line: LogLine) => string,
  left: AbortController,
  signal: AbortSignal,
): ReadableStream<Uint8Array> {
  const iterator = lines[Symbol.asyncIterator]()
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await iterator.next()
        if (done) controller.close()
        else controller.enqueue(encoder.encode(format(value)))
      } catch (error) {
        if (signal.aborted) controller.close()
        else controller.error(error)
      }
    },
    cancel: () => left.abort(),
  })
}
