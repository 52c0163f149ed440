import type { Channel } from '../core/notice/channel.ts'
import { type OutboxPorts, startOutbox } from './outbox.ts'
import type { Clock } from './ports/clock.ts'
import type { Store } from './ports/store.ts'
import { startTeller, type Teller, type TellPorts } from './tell.ts'
import { type ChannelTest, testChannels } from './test-channels.ts'

export interface TellingPorts
  extends Omit<TellPorts & OutboxPorts, 'wake' | 'publicUrl' | 'channels' | 'allowPrivate'> {
  readonly store: Store
  readonly clock: Clock
  /** Of the registry in force. */
  settings(): TellingSettings
}

export interface TellingSettings {
  readonly channels: ReadonlyMap<string, Channel>
  readonly notifyPrivate: readonly string[]
  readonly publicUrl?: string
}

/** People hear of what happens: what is to be told goes into the outbox, and out of it by itself. Disposing ends it at once. */
export interface Telling extends Omit<Teller, typeof Symbol.dispose>, AsyncDisposable {
  /** Looks at once for what is due. */
  wake(): void
  /** Sends a test message now. @throws RedhookError USAGE where there is no such channel */
  test(channel: string | undefined, by: string, signal: AbortSignal): Promise<ChannelTest[]>
}

/** Starts to listen for ends, and to send what waits. */
export function startTelling(ports: TellingPorts): Telling {
  const { settings } = ports
  const outboxPorts = { ...ports, channels: () => settings().channels, allowPrivate: () => settings().notifyPrivate }
  const publicUrl = () => settings().publicUrl
  const outbox = startOutbox(outboxPorts)
  const teller = startTeller({ ...ports, publicUrl, wake: outbox.wake })
  return {
    locked: teller.locked,
    unlocked: teller.unlocked,
    wake: outbox.wake,
    test: (channel, by, signal) => testChannels(channel, by, { ...outboxPorts, publicUrl }, signal),
    async [Symbol.asyncDispose]() {
      teller[Symbol.dispose]()
      await outbox.stop()
    },
  }
}
