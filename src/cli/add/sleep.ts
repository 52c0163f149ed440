import { setTimeout } from 'node:timers/promises'

/** Waits; ends early, by throwing, when the signal aborts. */
export const sleep = (ms: number, signal: AbortSignal): Promise<void> => setTimeout(ms, undefined, { signal })
