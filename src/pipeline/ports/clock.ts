/** Time is always passed in. */
export interface Clock {
  /** UTC, epoch milliseconds. */
  now(): number
  /** Milliseconds from a clock that never jumps; only differences mean something. */
  monotonic(): number
  /** Resolves after `ms`, or rejects with the signal's reason as soon as it aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}
