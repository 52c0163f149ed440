const secondMs = 1_000
const minuteMs = 60 * secondMs
const waitsMs = [10 * secondMs, 30 * secondMs, minuteMs, 2 * minuteMs, 5 * minuteMs, 15 * minuteMs, 30 * minuteMs]
const longestMs = 60 * minuteMs

/** For so long, in milliseconds, it is tried to send a message. */
export const giveUpMs = 24 * longestMs

/**
 * How long to wait before a message is sent again after so many attempts, at least as long as the other side asks for but never over an
 * hour; undefined when its time is over. Times in milliseconds.
 */
export function retryWaitMs(
  { attempts, createdAt }: { readonly attempts: number; readonly createdAt: number },
  now: number,
  askedMs = 0,
): number | undefined {
  const waitMs = Math.min(Math.max(waitsMs[attempts - 1] ?? longestMs, askedMs), longestMs)
  return now + waitMs > createdAt + giveUpMs ? undefined : waitMs
}
