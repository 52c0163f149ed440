import { RedhookError } from '../core/errors.ts'
import type { Channel } from '../core/notice/channel.ts'
import { formatTest } from '../core/notice/format-test.ts'
import { createRedact } from '../core/redact.ts'
import type { OutboxPorts } from './outbox.ts'
import type { Clock } from './ports/clock.ts'

export interface TestChannelsPorts extends Omit<OutboxPorts, 'store' | 'clock'> {
  readonly clock: Pick<Clock, 'now' | 'monotonic'>
  publicUrl(): string | undefined
}

/** What came of a test message. */
export interface ChannelTest {
  readonly channel: string
  readonly type: Channel['type']
  readonly ok: boolean
  readonly error?: string
  readonly durationMs: number
}

/**
 * Sends a test message to one channel or to all, at once and past the outbox.
 * @throws RedhookError USAGE where there is no such channel, or none at all
 */
export async function testChannels(
  name: string | undefined,
  by: string,
  ports: TestChannelsPorts,
  signal: AbortSignal,
): Promise<ChannelTest[]> {
  const all = [...ports.channels()]
  const chosen = name === undefined ? all : all.filter(([channel]) => channel === name)
  if (chosen.length === 0) throw unknownChannel(name, [...ports.channels().keys()])
  return Promise.all(chosen.map(entry => testChannel(entry, by, ports, signal)))
}

async function testChannel(
  [channel, settings]: readonly [string, Channel],
  by: string,
  ports: TestChannelsPorts,
  signal: AbortSignal,
): Promise<ChannelTest> {
  const { clock, notifier } = ports
  const [now, begin] = [clock.now(), clock.monotonic()]
  const notice = formatTest(channel, by, now, ports.publicUrl())
  const options = { id: `msg_${now.toString(36)}_test`, now, allowPrivate: ports.allowPrivate(), signal }
  const sent = await notifier.send(settings, notice, options)
  const durationMs = Math.round(clock.monotonic() - begin)
  const { type } = settings
  if (sent.ok) return { channel, type, ok: true, durationMs }
  return { channel, type, ok: false, error: createRedact(ports.secrets())(sent.error), durationMs }
}

function unknownChannel(name: string | undefined, known: readonly string[]): RedhookError {
  const none = 'There are no channels in the registry'
  return new RedhookError(
    known.length === 0 || name === undefined ? none : `There is no channel ${JSON.stringify(name)}`,
    {
      code: 'USAGE',
      hint:
        known.length === 0
          ? 'Add channels: to the registry; docs/notifications.md shows how.'
          : `There are ${known.join(', ')}.`,
    },
  )
}
