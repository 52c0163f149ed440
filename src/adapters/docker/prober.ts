import type { Prober } from '../../pipeline/ports/prober.ts'

/** Asks over HTTP with `fetch`; the body is thrown away. */
export const createProber = (): Prober => ({
  async probe(url, { timeoutMs, signal }) {
    const limit = AbortSignal.timeout(timeoutMs)
    try {
      const response = await fetch(url, {
        redirect: 'manual',
        signal: signal ? AbortSignal.any([signal, limit]) : limit,
        headers: { 'user-agent': 'redhook', connection: 'close' },
      })
      await response.body?.cancel()
      return { status: response.status }
    } catch (error) {
      signal?.throwIfAborted()
      return { error: limit.aborted ? `no answer within ${timeoutMs / 1000} s` : whatWentWrong(error) }
    }
  },
})

/** `fetch failed` says nothing; its cause does. */
function whatWentWrong(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { cause } = error
  if (cause instanceof AggregateError && cause.errors[0] instanceof Error) return cause.errors[0].message
  return cause instanceof Error ? cause.message : error.message
}
