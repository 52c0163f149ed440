/** No deployment waits longer than this by itself. */
export const longestWaitMs = 60_000
/** After an hour of waits a failure that should have healed is reported as one. */
const maxRetries = 64

/** How long to wait before trying again, growing from 1 s to 1 min; undefined when it is time to give up. */
export function retryDelayMs(retries: number): number | undefined {
  return retries >= maxRetries ? undefined : Math.min(1_000 * 2 ** retries, longestWaitMs)
}
