import { expect, it } from 'vitest'
import { eventsFormats, streamEvents } from '../../../src/http/api/stream-events.ts'
import type { EventsReader } from '../../../src/pipeline/events.ts'

/** A reader with nothing to tell, until somebody leaves. */
const quietReader = (): EventsReader & { readonly isOpen: () => boolean } => {
  let isOpen = true
  return {
    isOpen: () => isOpen,
    next: (_, signal) =>
      new Promise(resolve => signal.addEventListener('abort', () => resolve(undefined), { once: true })),
    [Symbol.dispose]: () => {
      isOpen = false
    },
  }
}

const format = eventsFormats.sse

it.each([
  ['may no longer see it', () => false],
  [
    'can no longer be looked up',
    () => {
      throw new Error('the store failed')
    },
  ],
])('ends when its reader %s', async (_, mayStill) => {
  const reader = quietReader()
  const stopping = new AbortController().signal
  const stream = streamEvents(() => reader, { format, stopping, heartbeatMs: 5, mayStill }).getReader()
  expect(await stream.read()).toEqual({ done: true, value: undefined })
  expect(reader.isOpen()).toBe(false)
})

it('asks nothing more once Redhook stops', async () => {
  const reader = quietReader()
  const stop = new AbortController()
  const stream = streamEvents(() => reader, { format, stopping: stop.signal, heartbeatMs: 1_000, mayStill: () => true })
  const reading = stream.getReader().read()
  await Promise.resolve()
  stop.abort()
  expect(reader.isOpen()).toBe(false)
  expect(await reading).toEqual({ done: true, value: undefined })
})
