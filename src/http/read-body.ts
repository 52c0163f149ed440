import type { IncomingMessage } from 'node:http'

/** What a body came to: its bytes, or why there are none. */
export type ReadBody = Buffer | 'too-large' | 'busy' | 'gone'

export interface ReadBodyOptions {
  /** More bytes than this are never held. */
  readonly limit: number
  /** From this many bytes on, a body needs a place. */
  readonly largeFrom: number
  /** Waits for a place for a large body; false when there was none in time. Called once at most. */
  takePlace(): Promise<boolean>
}

/**
 * Reads a request's body, counting while it streams. A declared length is only believed where it is too large; the count
 * decides. Reading pauses while a large body waits for its place.
 */
export function readBody(incoming: IncomingMessage, options: ReadBodyOptions): Promise<ReadBody> {
  const declared = Number(incoming.headers['content-length'] ?? 0)
  if (declared > options.limit) return Promise.resolve('too-large')
  return new Promise(resolve => {
    const chunks: Buffer[] = []
    let size = 0
    let large = false
    const settle = (result: ReadBody) => {
      incoming.off('data', onData).off('end', onEnd).off('close', onClose).off('error', onClose)
      resolve(result)
    }
    const onClose = () => settle('gone')
    const onEnd = () => settle(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, size))
    const waitForPlace = () => {
      large = true
      incoming.pause()
      void options.takePlace().then(taken => {
        if (taken) incoming.resume()
        else settle('busy')
      })
    }
    const onData = (chunk: Buffer) => {
      size += chunk.length
      if (size > options.limit) return settle('too-large')
      chunks.push(chunk)
      if (!large && size >= options.largeFrom) waitForPlace()
    }
    incoming.on('data', onData).on('end', onEnd).on('close', onClose).on('error', onClose)
    if (declared >= options.largeFrom) waitForPlace()
  })
}
