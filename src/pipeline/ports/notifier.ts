import type { Channel } from '../../core/notice/channel.ts'
import type { Notice } from '../../core/notice/notice.ts'

/** What came of sending a message once. */
export type Sent =
  | { readonly ok: true }
  | {
      readonly ok: false
      /** What was found, without the channel's URL; may hold words of the other side. */
      readonly error: string
      /** It will not go better by itself: the other side refuses this very message or channel. */
      readonly isFinal: boolean
      /** Final, and so will be everything of this kind until somebody changes what we may: a token, a permission. */
      readonly isDenied?: true
      /** How long the other side asks to wait. */
      readonly retryAfterMs?: number
    }

export interface SendOptions {
  /** The same for every attempt to send this message. */
  readonly id: string
  /** Now; UTC, epoch milliseconds. */
  readonly now: number
  /** Addresses and networks beside the open internet that may be reached. */
  readonly allowPrivate: readonly string[]
  readonly signal: AbortSignal
}

/** Sends messages, each once and within a bounded time. */
export interface Notifier {
  /** Never throws unless the signal aborts. */
  send(channel: Channel, notice: Notice, options: SendOptions): Promise<Sent>
}
