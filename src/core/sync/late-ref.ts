const firstWaitMs = 250
const limitMs = 30_000

/**
 * How long to wait before the next fetch while a pushed commit has not arrived, in milliseconds; undefined when 30 s have
 * passed and the tip is taken as it is. Each wait is twice the one before, the last one shorter.
 */
export function lateRefWaitMs(tries: number, waitedMs: number): number | undefined {
  const leftMs = limitMs - waitedMs
  return leftMs <= 0 ? undefined : Math.min(firstWaitMs * 2 ** tries, leftMs)
}
